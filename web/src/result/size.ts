/** The contract's layout parameters as styles of the picture. */

import type { PageSettings } from "../api/types";

export function sizeOf(page: PageSettings): Record<string, string> {
  const styles: Record<string, string> = { minHeight: `${page.container_min_height_px}px` };
  const set = (name: string, value: number | null): void => {
    if (value !== null) styles[name] = `${value}px`;
  };
  set("width", page.width_px);
  set("height", page.height_px);
  set("maxWidth", page.container_max_width_px);
  set("maxHeight", page.container_max_height_px);
  return styles;
}
