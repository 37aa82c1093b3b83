/** Where the picture lies inside its element, as CSS's object-fit (with the default position) lays it out. */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function fitBox(fit: string, boxWidth: number, boxHeight: number, width: number, height: number): Box {
  const scale = scaleOf(fit, boxWidth, boxHeight, width, height);
  const w = fit === "fill" ? boxWidth : width * scale;
  const h = fit === "fill" ? boxHeight : height * scale;
  return { x: (boxWidth - w) / 2, y: (boxHeight - h) / 2, width: w, height: h };
}

function scaleOf(fit: string, boxWidth: number, boxHeight: number, width: number, height: number): number {
  const inside = Math.min(boxWidth / width, boxHeight / height);
  if (fit === "cover") return Math.max(boxWidth / width, boxHeight / height);
  if (fit === "none") return 1;
  if (fit === "scale-down") return Math.min(1, inside);
  return inside;
}
