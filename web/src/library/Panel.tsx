/** One of two sessions: its video and skeleton at a moment that is set from outside. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Frames } from "../api/types";
import { nearestFrame } from "../model/time";
import { fitBox } from "../stage/fit";
import { SkeletonPainter } from "../stage/skeleton";
import { skeletonStyleOf } from "../stage/skeleton_style";

interface Props {
  label: string;
  frames: Frames;
  url: string | null;
  t_s: number;
}

/** A video that is this far off is moved. */
const STEP_S = 0.02;

export function Panel({ label, frames, url, t_s }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<SkeletonPainter | null>(null);
  const [isPlayable, setIsPlayable] = useState(url !== null);
  useEffect(() => {
    painter.current = new SkeletonPainter(frames, skeletonStyleOf(frames, {}));
  }, [frames]);
  useEffect(() => {
    const element = video.current;
    // A seek that is under way is let finish, so that slow devices show some pictures rather than none.
    if (element && isPlayable && !element.seeking && Math.abs(element.currentTime - t_s) > STEP_S)
      element.currentTime = t_s;
    const shown = element && isPlayable && element.readyState >= 2 ? element.currentTime : t_s;
    if (canvas.current && painter.current) draw(canvas.current, painter.current, frames, shown);
  }, [t_s, isPlayable, frames]);
  return (
    <div class="screen" style={{ aspectRatio: `${frames.width} / ${frames.height}` }}>
      {url !== null && isPlayable && (
        <video
          ref={video}
          src={url}
          aria-label={label}
          muted
          playsInline
          preload="auto"
          onError={() => setIsPlayable(false)}
        />
      )}
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, painter: SkeletonPainter, frames: Frames, at_s: number): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const row = nearestFrame(frames.t_s, at_s);
  canvas.dataset["frame"] = String(row);
  if (row >= 0)
    painter.draw(context, row, fitBox("contain", width, height, frames.width, frames.height), true, []);
}
