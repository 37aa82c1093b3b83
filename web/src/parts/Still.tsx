import type { Still as Picture } from "../api/types";

/** A moment of the clip with the skeleton on it. */
export function Still({ still, url, label }: { still: Picture; url: string; label: string }) {
  return (
    <img
      class="still"
      src={url}
      alt={label}
      width={still.width}
      height={still.height}
      loading="lazy"
      decoding="async"
    />
  );
}
