// messages.ts: the page's messages, as far as most apps need them.
export interface FormScore {
  score: number;
  avg_score: number;
  grade: string;
}
export type Message =
  | { type: "initialization"; message: string; ready: boolean; percent?: number }
  | { type: "counter"; current_count: number; final?: boolean; rep?: number; form_score?: FormScore; t?: number }
  | { type: "recommendations"; data: string[]; rep?: number; t?: number }
  | { type: "progression"; value: number; t?: number }
  | { type: "keypoints"; data: Point[]; frameId: number; t?: number }
  | { type: "angles"; angles: Record<string, number>; frameId: number; t?: number }
  | { type: "jump_result"; jumpNumber: number; jumpHeightCm: number; uncertaintyCm?: number; airTimeMs?: number }
  | { type: "jump_summary"; totalJumps: number; maxJumpHeight: number; avgJumpHeight: number }
  | { type: "jump_discarded"; reason: string; userMessage: string }
  | { type: "exercise_summary"; counter: number; unit: string; avg_rep_score: number | null; grade: string | null; history: Past[] }
  | { type: "export_ready"; url: string }
  | { type: "warning"; code: string; message: string }
  | { type: "error"; code: string; message: string };
export interface Point {
  name: string;
  x: number;
  y: number;
  score: number;
}
export interface Past {
  index: number;
  formScore?: number | null;
  grade?: string | null;
  start_s: number;
  end_s: number;
  reasons?: { code: string; text: string; score: number }[];
}

/** A message of the page, whether text, object or text in text; null for anything else. */
export function readMessage(data: unknown): Message | null {
  try {
    while (typeof data === "string") data = JSON.parse(data);
  } catch {
    return null;
  }
  return typeof data === "object" && data !== null && "type" in data ? (data as Message) : null;
}
