/** The shapes that the API answers with, as far as the page reads them. */

export type Source = "video" | "image";
export type Grade = "A" | "B" | "C" | "D" | "E" | "F";
export type Side = "left" | "right" | "both";

/** What the page's query means for its token: GET /v1/session. */
export interface Session {
  source: Source;
  options: Record<string, unknown>;
  page: PageSettings;
  skeleton: { visible: boolean; style: Record<string, unknown> };
  exercise: {
    id: string;
    name: string;
    unit: string;
    signal_label: string | null;
    joints?: string[];
  } | null;
  reference?: { name: string } | null;
  remote_src: string | null;
  callback_url: string | null;
  job: string | null;
  limits: { max_bytes: number; max_duration_s: number };
  plan: { name: string; features: string[] };
}

export interface PageSettings {
  show_upload: boolean;
  upload_label: string | null;
  upload_button_position: string;
  upload_area_padding_px: number;
  width_px: number | null;
  height_px: number | null;
  container_min_height_px: number;
  container_max_width_px: number | null;
  container_max_height_px: number | null;
  object_fit: string;
  loading_message: string | null;
  posture_box: boolean;
  locale: string;
  pace: "now" | "playback";
  target_origin: string;
  message_format: "string" | "object";
  view?: "analyses" | "trends" | null;
  compare?: string | null;
  library?: boolean | null;
}

/** What went wrong, as every error of the API says it. */
export interface Problem {
  status: number;
  code: string;
  message: string;
  details?: Record<string, unknown>;
}

export interface CreatedJob {
  job_id: string;
  status: string;
  upload: { url: string; fields: Record<string, string>; max_bytes: number } | null;
  parts?: PartsTicket | null;
}

/** Where the parts of a file go; those that have arrived have no `url`. */
export interface PartsTicket {
  file_name: string;
  size_bytes: number;
  part_bytes: number;
  parts: { number: number; url: string | null }[];
}

export interface JobRecord {
  job_id: string;
  status: string;
  source: Source;
  options: Record<string, unknown>;
  progress: { percent: number; stages: { name: string; done: number; total: number | null }[] };
  failure: { code: string; message: string } | null;
  created_at?: string;
  files: Record<string, string>;
  media_url: string | null;
  /** Paths of what is known of the chunks that are done, while the job goes on. */
  previews?: string[];
}

/** A link that shows one result to people without a token. */
export interface ShareLink {
  id: string;
  url: string;
  expires_at: string;
}

export interface MessagePage {
  messages: Message[];
  next_after: number;
  done: boolean;
}

/** One message of the Upload Tracking contract; `seq` orders them, `t` is its moment in the video. */
export interface Message {
  type: string;
  seq?: number;
  t?: number;
  [field: string]: unknown;
}

export interface Subscore {
  check: string;
  name?: string;
  aspect: string;
  score: number;
  weight: number;
  value: number;
  unit: "deg" | "s" | "torso" | "ratio" | "percent";
  target: [number | null, number | null];
  text: string;
  side: Side | null;
  t_s: number | null;
  joint?: string | null;
}

/** A picture of a moment; `role` names its file. */
export interface Still {
  role: string;
  t_s: number;
  width: number;
  height: number;
  check: string | null;
}

/** How like a reference movement, 0 to 1. */
export type Similarity = Record<(typeof SIMILARITIES)[number] | "overallScore", number> & { grade: Grade };

/** What the overall similarity is made of, the weightiest first. */
export const SIMILARITIES = [
  "nccScore",
  "poseScore",
  "movementScore",
  "timingScore",
  "dtwScore",
  "distScore",
] as const;

/** Something done unlike the reference. */
export interface Difference {
  code: string;
  text: string;
  t_s: number;
}

export interface Effort {
  index: number;
  start_s: number;
  end_s: number;
  score?: number | null;
  grade?: Grade | null;
  subscores?: Subscore[];
  recommendations?: string[];
  differences?: Difference[];
  still?: Still | null;
  fault_still?: Still | null;
}

export interface Rep extends Effort {
  peak_s: number;
  side: Side;
  rom_deg: number | null;
  reference_score?: Similarity | null;
  tempo: { eccentric_s: number; pause_s: number; concentric_s: number };
}

export interface Held extends Effort {
  duration_s: number;
}

export interface Rejected {
  start_s: number;
  peak_s: number;
  end_s: number;
  side: Side;
  reason: string;
}

export interface Recommendation {
  code: string;
  severity: "minor" | "major";
  text: string;
  t_s: number;
  rep: number | null;
}

export interface Posture {
  t_s: number;
  ready: boolean;
  message: string;
}

export interface Jump {
  index: number;
  take_off_s: number;
  landing_s: number;
  air_time_s: number;
  height_cm: number;
  uncertainty_cm: number;
}

export interface Result {
  job_id: string;
  source: Source;
  options: Record<string, unknown>;
  media: { width: number; height: number; fps: number; frames: number; duration_s: number };
  subject?: { people: number; torso_cm?: number | null };
  view: string | null;
  exercise: string | null;
  unit: "reps" | "seconds" | null;
  count: number;
  held_s: number | null;
  reps: Rep[];
  holds: Held[];
  rejected: Rejected[];
  form?: { score: number; avg_score: number; grade: Grade } | null;
  reference?: { name: string; scores: Similarity | null; view_warning: string | null } | null;
  recommendations?: Recommendation[];
  posture?: Posture[];
  suggestions?: { exercise: string; confidence: number; count: number }[];
  jumps?: { jumps: Jump[]; discarded: { t_s: number; reason: string; text: string }[] } | null;
  keypoints: { name: string; x: number; y: number; z: number; score: number }[] | null;
  angles: { name: string; picture_deg: number; space_deg: number | null; score: number }[] | null;
  quality: { warnings: { code: string; text: string }[] };
  files: Record<string, string>;
}

/** frames.json: what is drawn and plotted, a row per analysed frame. */
export interface Frames {
  width: number;
  height: number;
  t_s: number[];
  keypoint_names: string[];
  edges: [string, string][];
  xy: (number[] | null)[];
  score: (number[] | null)[];
  angles: Record<string, (number | null)[]>;
  signal: (number | null)[] | null;
  progress: (number | null)[] | null;
  count: number[] | null;
  /** With a reference: its joints in the picture, and how far each is off, in percent. */
  ghost_names?: string[];
  ghost?: (number[] | null)[];
  deviation?: (number[] | null)[];
}
