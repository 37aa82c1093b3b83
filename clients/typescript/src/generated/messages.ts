// Made by generate.mjs of docs/messages.schema.json.

/**
 * A recommendation with its code, and where in the body and in the set it belongs.
 */
export interface Advice {
  code: string;
  severity: "minor" | "major";
  text: string;
  t: number;
  rep: number | null;
  joint: string | null;
  side: ("left" | "right" | "both") | null;
  set: number;
}
/**
 * Joint angles of one frame in the picture; 180 is straight. ``angles`` has all that are measured.
 */
export interface Angles {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "angles";
  frameId: number;
  data: AngleTree;
  angles: {
    [k: string]: number;
  };
}
/**
 * The eight angles, in degrees, as ``left_side.knee_angle.from_hip_to_ankle``, with their scores.
 */
export interface AngleTree {
  left_side: {
    [k: string]: {
      [k: string]: number;
    };
  };
  right_side: {
    [k: string]: {
      [k: string]: number;
    };
  };
}
/**
 * One frame of ``keypoints_batch``.
 */
export interface BatchFrame {
  timestampMs: number;
  frameId: number;
  keypoints: Point[];
}
/**
 * A keypoint: shares of the picture's width and height, y down; ``z`` in widths, smaller is nearer.
 */
export interface Point {
  name: string;
  x: number;
  y: number;
  z: number;
  score: number;
}
/**
 * One more repetition (or second held, or jump); ``final`` is the last word.
 *
 * ``current_count`` is of the whole clip, ``set_count`` of the set, whose number and exercise stand beside.
 */
export interface Counter {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "counter";
  current_count: number;
  final?: true;
  form_score?: FormScore;
  reference_score?: ReferenceScore;
  analysis?: {
    [k: string]: unknown;
  };
  rep?: number;
  side?: "left" | "right" | "both";
  set?: number;
  set_count?: number;
  exercise?: string;
}
/**
 * ``score`` of this repetition, mean of those so far (both 0..100), and the grade of this repetition.
 */
export interface FormScore {
  score: number;
  avg_score: number;
  grade: "A" | "B" | "C" | "D" | "E" | "F";
}
/**
 * How like the reference movement, 0..1 each; ``grade`` has bands of its own.
 */
export interface ReferenceScore {
  overallScore: number;
  poseScore: number;
  timingScore: number;
  movementScore: number;
  nccScore: number;
  dtwScore: number;
  distScore: number;
  grade: "A" | "B" | "C" | "D" | "E" | "F";
}
/**
 * What analyses; ``wasm`` is the contract's word for a CPU, ``backend`` and ``model`` say what it is.
 */
export interface Environment {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "environment";
  poseBackend: "wasm";
  webgl: false;
  backend: "server";
  model: string;
}
/**
 * The analysis failed: a code (under both of its names) and a sentence that says what to do.
 */
export interface ErrorMessage {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "error";
  error: string;
  code: string;
  message: string;
  origin: "server";
  details: {
    [k: string]: unknown;
  };
}
/**
 * The whole clip. ``avg_rep_score`` is 0..100, ``avg_rep_score_ratio`` the same as 0..1.
 *
 * ``exercise`` is null where the sets are of several; ``sets`` tells of each. With a reference movement the
 * scores are of the similarity, and ``reference`` is its id, ``exercise`` null.
 */
export interface ExerciseSummary {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "exercise_summary";
  exercise: string | null;
  reference?: string;
  reference_score?: ReferenceScore;
  unit: "reps" | "seconds";
  counter: number;
  current_count: number;
  avg_rep_score: number | null;
  avg_rep_score_ratio: number | null;
  avg_similarity: number | null;
  total_frames_compared: number;
  grade: ("A" | "B" | "C" | "D" | "E" | "F") | null;
  history: HistoryItem[];
  sets: SetSummary[];
  recommendations: string[];
  progression: number;
  durationMs: number;
  disclaimer?: string;
  method?: string;
}
/**
 * One repetition (or stretch of a hold, or jump) in the summary, and the three things that cost most.
 */
export interface HistoryItem {
  index: number;
  formScore: number | null;
  durationMs: number;
  grade: ("A" | "B" | "C" | "D" | "E" | "F") | null;
  start_s: number;
  peak_s?: number;
  end_s: number;
  side?: "left" | "right" | "both";
  reasons: Reason[];
  analysis?: {
    [k: string]: unknown;
  };
  referenceScore?: number;
  reference_score?: ReferenceScore;
  differences?: Unlike[];
  set: number;
}
/**
 * Why a repetition did not score 100: a form check, its score 0..100 and weight, and the words for it.
 */
export interface Reason {
  code: string;
  text: string;
  score: number;
  weight: number;
}
/**
 * Something that was done unlike the reference movement: when, where, and by how much.
 */
export interface Unlike {
  code: string;
  text: string;
  t: number;
  phase: string;
  value: number;
  unit: "deg" | "percent";
  joint: string | null;
  side: ("left" | "right" | "both") | null;
}
/**
 * One set of the clip: what was done, how often, how well, from when to when, and the rest after it.
 */
export interface SetSummary {
  set: number;
  exercise: string | null;
  unit: "reps" | "seconds";
  counter: number;
  avg_rep_score: number | null;
  grade: ("A" | "B" | "C" | "D" | "E" | "F") | null;
  start_s: number | null;
  end_s: number | null;
  rest_s: number | null;
}
/**
 * The video with the overlay: a link that works for an hour, or, in a folder, the file's name.
 */
export interface ExportReady {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "export_ready";
  url: string;
  mimeType: "video/mp4";
}
/**
 * The form score as a message of its own; that in ``counter`` is the same.
 */
export interface FormScoreMessage {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "form_score";
  score: number;
  avg_score: number;
  grade: "A" | "B" | "C" | "D" | "E" | "F";
  rep: number;
  set?: number;
}
/**
 * The photo with the skeleton on it: a link to it as large as it came, and twice a smaller data URL.
 */
export interface ImageOverlay {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "image_overlay";
  url: string;
  data: string;
  image: string;
}
/**
 * How far the analysis is. For a video ``ready`` means that it is finished, for a photo that it runs.
 */
export interface Initialization {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "initialization";
  message: string;
  ready: boolean;
  source: "video" | "image";
  step: string;
  percent?: number;
}
/**
 * A jump in the list of jumps so far.
 */
export interface JumpBrief {
  jumpNumber: number;
  jumpHeightCm: number;
  airTimeMs: number;
  airTimeSeconds: number;
}
/**
 * Pixels have become centimetres.
 */
export interface JumpCalibration {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "jump_calibration";
  calibrated: true;
  cmPerPixel: number;
  baselineY: number;
  visibleHips: VisibleHips;
  message: string;
}
/**
 * Which hips the jump was measured with.
 */
export interface VisibleHips {
  left: boolean;
  right: boolean;
}
/**
 * A jump that could not be measured.
 */
export interface JumpDiscarded {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "jump_discarded";
  reason: string;
  userMessage: string;
}
/**
 * The height of a jump: at its top, and ``final`` when it has landed.
 */
export interface JumpHeight {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  jumpNumber: number;
  jumpHeightCm: number;
  airTimeMs?: number;
  airTimeSeconds?: number;
  baselineY?: number;
  minY?: number;
  deltaPixels?: number;
  cmPerPixel?: number;
  sideUsed: "left" | "right" | "both";
  visibleHips: VisibleHips;
  type: "jump_height";
  measuring: boolean;
  landed: boolean;
  final?: true;
}
/**
 * A jump that is over, with the heights by either method.
 *
 * ``jumpHeightCm`` is the one by ``method``, ``uncertaintyCm`` half the width of its 95 % interval;
 * ``contactTimeMs`` is the time on the ground before a rebound.
 */
export interface JumpResult {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  jumpNumber: number;
  jumpHeightCm: number;
  airTimeMs?: number;
  airTimeSeconds?: number;
  baselineY?: number;
  minY?: number;
  deltaPixels?: number;
  cmPerPixel?: number;
  sideUsed: "left" | "right" | "both";
  visibleHips: VisibleHips;
  type: "jump_result";
  uncertaintyCm: number;
  method: string;
  airTimeHeightCm: number;
  hipRiseHeightCm?: number;
  contactTimeMs?: number;
}
/**
 * Push-off.
 */
export interface JumpStarted {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "jump_started";
  message: string;
  jumpNumber: number;
}
/**
 * All jumps so far, after each of them; heights in centimetres, and the latest hundred one by one.
 */
export interface JumpSummary {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "jump_summary";
  totalJumps: number;
  avgJumpHeight: number;
  maxJumpHeight: number;
  minJumpHeight: number;
  avgAirTimeSeconds: number;
  jumps: JumpBrief[];
}
/**
 * The 17 COCO points of one frame, in their usual order, under both names; ``score`` is their mean.
 */
export interface Keypoints {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "keypoints";
  frameId: number;
  score: number;
  data: Point[];
  keypoints: Point[];
}
/**
 * The keypoints of many frames at once, under both names.
 *
 * It is not stored: who delivers the stream puts it together from the keypoints messages. The page sends one
 * for the whole video, before the summary; the API, where asked to, one for each answer instead of its
 * keypoints messages.
 */
export interface KeypointsBatch {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "keypoints_batch";
  data: BatchFrame[];
  frames: BatchFrame[];
}
/**
 * From now on the person stands well for the exercise, or does not, and what to do about it.
 */
export interface Posture {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "posture";
  message: string;
  placementMessage: string;
  direction: "in-frame" | "face-camera" | "profile-camera";
  postureDirection: string;
  ready: boolean;
  requirements: string[];
  missingKeypoints: string[];
}
/**
 * How far the movement is between rest and the peak, 0..100.
 */
export interface Progression {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "progression";
  value: number;
}
/**
 * Advice for this moment: sentences in ``data``, joined in ``message``, coded in ``recommendations``.
 */
export interface Recommendations {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "recommendations";
  data: string[];
  message: string;
  recommendations: Advice[];
  rep?: number;
}
/**
 * Something about the recording that limits what the numbers can say.
 */
export interface WarningMessage {
  seq: number;
  t?: number;
  timestampMs?: number;
  last?: true;
  type: "warning";
  error: string;
  code: string;
  message: string;
}

/** Any message, told apart by its `type`. */
export type Message =
  | Initialization
  | Environment
  | WarningMessage
  | ErrorMessage
  | Posture
  | Counter
  | FormScoreMessage
  | Progression
  | Recommendations
  | Keypoints
  | Angles
  | KeypointsBatch
  | JumpCalibration
  | JumpStarted
  | JumpHeight
  | JumpDiscarded
  | JumpResult
  | JumpSummary
  | ExerciseSummary
  | ExportReady
  | ImageOverlay;
