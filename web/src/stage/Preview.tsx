/** The chosen file, playing with the skeletons of the chunks that are analysed. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Preview } from "../api/types";
import { framesOf } from "../model/preview";
import { frameStep, nearestFrame } from "../model/time";
import { text } from "../texts";
import { fitBox } from "./fit";
import { skeletonStyleOf } from "./skeleton_style";
import { SkeletonPainter } from "./skeleton";

interface Props {
  file: File;
  previews: readonly Preview[];
}

export function PreviewStage({ file, previews }: Props) {
  const url = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<[number, number] | null>(null);
  const frames = useMemo(() => (size === null ? null : framesOf(previews, ...size)), [previews, size]);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || frames === null) return;
    const painter = new SkeletonPainter(frames, skeletonStyleOf(frames, {}));
    const step_s = frameStep(frames.t_s);
    let request = 0;
    const draw = (): void => {
      const at = video.current?.currentTime;
      if (at === undefined) return; // the result is there
      request = requestAnimationFrame(draw);
      const ratio = window.devicePixelRatio || 1;
      const { clientWidth: width, clientHeight: height } = element;
      element.width = Math.round(width * ratio);
      element.height = Math.round(height * ratio);
      context.scale(ratio, ratio);
      const row = nearestFrame(frames.t_s, at);
      if (row < 0 || Math.abs((frames.t_s[row] as number) - at) > Math.max(2 * step_s, 0.1)) return;
      painter.draw(context, row, fitBox("contain", width, height, frames.width, frames.height), true, []);
      element.dataset["frame"] = String(row);
    };
    draw();
    return () => cancelAnimationFrame(request);
  }, [frames]);

  if (size?.[0] === 0) return null;
  return (
    <div
      class="screen preview"
      hidden={size === null}
      style={{ aspectRatio: size === null ? "auto" : `${size[0]} / ${size[1]}` }}
    >
      <video
        ref={video}
        src={url}
        aria-label={text("preview.label")}
        controls={calm}
        loop
        muted
        playsInline
        onLoadedMetadata={({ currentTarget: element }) => {
          setSize([element.videoWidth, element.videoHeight]);
          if (!calm) void element.play().catch(() => {});
        }}
        onError={() => setSize([0, 0])}
      />
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}
