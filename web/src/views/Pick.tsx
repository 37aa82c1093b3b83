/** Nothing there yet: choose a file or drop one anywhere on the page. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Session } from "../api/types";
import { Figure } from "../figure/Figure";
import { Icon } from "../parts/Icon";
import { bytes, text } from "../texts";

const ACCEPT = {
  video: "video/*,.mkv,.ts,.mts,.vob,.wmv,.flv,.gif,.webp",
  image: "image/jpeg,image/png,image/webp,image/heic,image/*",
};
const PLACES: Record<string, string> = {
  left: "start",
  right: "end",
  top: "start",
  bottom: "end",
  center: "center",
};

interface Props {
  session: Session;
  onFile: (file: File) => void;
  /** Instead of what the session is about. */
  heading?: string;
  children?: ComponentChildren;
  /** Offer the camera of a phone, too. */
  hasCamera?: boolean;
  /** Show what the page does, with a clip of its own. */
  onExample?: (() => void) | null;
}

export function Pick(props: Props) {
  const { session, onFile, heading, children, hasCamera = false, onExample = null } = props;
  const { page, source, limits, exercise } = session;
  const input = useRef<HTMLInputElement>(null);
  const over = useDrop(page.show_upload ? onFile : null);
  if (!page.show_upload) return <p class="lead centred">{text("pick.nothing")}</p>;

  const [across, down] = placeOf(page.upload_button_position);
  const minutes = Math.round(limits.max_duration_s / 60);
  const size = bytes(limits.max_bytes);
  const counted = exercise?.name ?? session.reference?.name;
  const title =
    counted !== undefined && source === "video"
      ? text("pick.title.exercise", { exercise: counted })
      : text(`pick.title.${source}`);
  return (
    <section class="pick">
      <h1>{heading ?? title}</h1>
      <div
        class="drop"
        data-over={over}
        style={{
          padding: `${page.upload_area_padding_px}px`,
          minHeight: `${page.container_min_height_px}px`,
          justifyItems: across,
          alignContent: down,
        }}
      >
        <Figure id={exercise?.id ?? null} moves />
        <button class="primary" onClick={() => input.current?.click()}>
          <Icon name="upload" />
          {page.upload_label ?? text(`pick.${source}`)}
        </button>
        {hasCamera && <Camera source={source} onFile={onFile} />}
        <p class="or">{over ? text(`pick.drop.${source}`) : text("pick.or")}</p>
        <input
          ref={input}
          hidden
          type="file"
          accept={ACCEPT[source]}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file !== undefined) onFile(file);
          }}
        />
      </div>
      {onExample !== null && (
        <p class="example">
          {text("pick.example")}{" "}
          <button class="link" onClick={onExample}>
            {text("pick.example.try")}
          </button>
        </p>
      )}
      {children}
      <p class="small">
        {text("pick.tips")}{" "}
        {source === "video" ? text("pick.limit.video", { size, minutes }) : text("pick.limit", { size })}.
      </p>
    </section>
  );
}

/** On devices with a touch screen the camera app itself records: in full quality, and with its own controls. */
function Camera({ source, onFile }: { source: Session["source"]; onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  if (!matchMedia("(pointer: coarse)").matches) return null;
  return (
    <>
      <button onClick={() => input.current?.click()}>{text(`pick.record.${source}`)}</button>
      <input
        ref={input}
        hidden
        type="file"
        accept={source === "video" ? "video/*" : "image/*"}
        capture="environment"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
    </>
  );
}

function placeOf(position: string): [string, string] {
  const words = position.toLowerCase().split(/[\s_-]+/);
  const across = words.find((word) => word === "left" || word === "right");
  const down = words.find((word) => word === "top" || word === "bottom");
  return [PLACES[across ?? "center"] as string, PLACES[down ?? "center"] as string];
}

/** Take a file that is dropped anywhere; whether one is held over the page. */
function useDrop(onFile: ((file: File) => void) | null): boolean {
  const [depth, setDepth] = useState(0);
  useEffect(() => {
    if (onFile === null) return;
    const stop = new AbortController();
    const options = { signal: stop.signal };
    window.addEventListener("dragenter", () => setDepth((depth) => depth + 1), options);
    window.addEventListener("dragleave", () => setDepth((depth) => Math.max(0, depth - 1)), options);
    window.addEventListener("dragover", (event) => event.preventDefault(), options);
    window.addEventListener(
      "drop",
      (event) => {
        event.preventDefault();
        setDepth(0);
        const file = event.dataTransfer?.files[0];
        if (file !== undefined) onFile(file);
      },
      options,
    );
    return () => stop.abort();
  }, [onFile]);
  return depth > 0;
}
