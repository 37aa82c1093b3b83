// motion.ts: draws the skeleton of the frame that a <video> shows on a <canvas> of the same size above it.
export interface Frames {
  width: number;
  height: number;
  t_s: number[];
  keypoint_names: string[];
  edges: [string, string][];
  /** For each frame x0, y0, x1, y1, ... in 1/10000 of the picture's width and height; null without a person. */
  xy: (number[] | null)[];
  /** Visibility in per cent. */
  score: (number[] | null)[];
  /** For each joint degrees by frame. */
  angles: Record<string, (number | null)[]>;
}

/** `files.frames` of a completed job: a signed link, so no token is sent. */
export async function loadFrames(link: string): Promise<Frames> {
  const answer = await fetch(link);
  if (!answer.ok) throw new Error(`The keypoints cannot be read (${answer.status}).`);
  return (await answer.json()) as Frames;
}

/** The last frame at or before a moment. */
export function frameAt(frames: Frames, time_s: number): number {
  let [low, high] = [0, frames.t_s.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (frames.t_s[middle]! <= time_s + 1e-3) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function draw(context: CanvasRenderingContext2D, frames: Frames, frame: number): void {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const [xy, score] = [frames.xy[frame], frames.score[frame]];
  if (!xy || !score) return; // the person is not seen in this frame
  context.strokeStyle = "#2dd4bf";
  context.lineWidth = Math.max(2, width / 200);
  for (const edge of frames.edges) {
    const [a, b] = edge.map((name) => frames.keypoint_names.indexOf(name)) as [number, number];
    if (Math.min(score[a]!, score[b]!) < 50) continue;
    context.beginPath();
    context.moveTo((xy[2 * a]! / 10000) * width, (xy[2 * a + 1]! / 10000) * height);
    context.lineTo((xy[2 * b]! / 10000) * width, (xy[2 * b + 1]! / 10000) * height);
    context.stroke();
  }
}

/** Keep the canvas in step with the video; stops when the function that it returns is called. */
export function follow(video: HTMLVideoElement, canvas: HTMLCanvasElement, frames: Frames): () => void {
  const context = canvas.getContext("2d")!;
  canvas.width = frames.width;
  canvas.height = frames.height;
  let handle = 0;
  const onFrame: VideoFrameRequestCallback = (_now, { mediaTime }) => {
    draw(context, frames, frameAt(frames, mediaTime));
    handle = video.requestVideoFrameCallback(onFrame);
  };
  handle = video.requestVideoFrameCallback(onFrame);
  return () => video.cancelVideoFrameCallback(handle);
}
