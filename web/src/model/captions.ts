/** WebVTT captions: each repetition with its grade and the advice about it. */

import type { Effort, Result } from "../api/types";

/** `nameOf` names an effort; times count from `from_s`, where the video begins. */
export function captionsOf(
  result: Result,
  efforts: readonly Effort[],
  from_s: number,
  nameOf: (effort: Effort) => string,
): string {
  const cues = efforts.map((effort) => {
    const { index, set = 1, start_s, end_s, grade } = effort;
    const about = result.recommendations?.find((each) => each.rep === index && (each.set ?? 1) === set);
    const advice = about?.text;
    const title = grade ? `${nameOf(effort)}, ${grade}` : nameOf(effort);
    const times = `${stamp(start_s - from_s)} --> ${stamp(Math.max(end_s, start_s + 0.1) - from_s)}`;
    return [times, escaped(title), ...(advice ? [escaped(advice)] : [])].join("\n");
  });
  return `${["WEBVTT", ...cues].join("\n\n")}\n`;
}

function stamp(t_s: number): string {
  const ms = Math.max(0, Math.round(1000 * t_s));
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const rest = String(ms % 1000).padStart(3, "0");
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${rest}`;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
