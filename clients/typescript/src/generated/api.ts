// Made by generate.mjs of docs/openapi.json.

/**
 * Where a job is; the last two are final.
 *
 * Jobs that the API makes begin with the first two, those of a drop into the bucket with ``received``.
 */
export type JobStatus =
  | "awaiting_upload"
  | "fetching"
  | "received"
  | "splitting"
  | "analysing"
  | "rendering"
  | "completed"
  | "failed";
/**
 * Whether a reference movement is there yet; ``failed`` is the end of one that could not be made.
 */
export type ReferenceStatus = "creating" | "ready" | "failed";

/**
 * Interior angle at the middle one of three points; 180 is straight.
 */
export interface Angle {
  kind: "angle";
  /**
   * @minItems 3
   * @maxItems 3
   */
  points: [string, string, string];
  space: "body" | "image";
}
/**
 * A joint angle in a photo, in the picture and, from a pose model with depth, in space.
 */
export interface AngleValue {
  name: string;
  picture_deg: number;
  space_deg: number | null;
  score: number;
}
/**
 * How far the first point is in front of the second along the person's heading, in torsos; negative
 * behind. Measured along the image's width, so meaningful in side views only.
 */
export interface AnteriorOffset {
  kind: "anterior_offset";
  /**
   * @minItems 2
   * @maxItems 2
   */
  points: [string, string];
}
/**
 * A physical test; its sentences are in ``texts/<language>.json`` under the exercise's id.
 *
 * Attributes:
 *     limb: landmarks that say which side is seen better.
 *     opinions: best first; the last has no bound.
 *     camera_slack_deg: added to the bounds of flags that lean with a camera that stands on the ground or
 *         above the head, where perspective tilts upright lines.
 */
export interface Assessment {
  limb: string[];
  quantities: Quantity[];
  flags: Flag[];
  opinions: Opinion[];
  camera_slack_deg: number;
}
/**
 * A median at the peak of a repetition, of the side that is seen better.
 *
 * ``in_lengths_of``: landmarks along a limb whose length is the unit of a length, instead of the torso.
 */
export interface Quantity {
  name: string;
  measure:
    | Angle
    | Incline
    | GroundAngle
    | Height
    | Distance
    | AnteriorOffset
    | Offset
    | SeparationRatio
    | VerticalDisplacement
    | Displacement;
  in_lengths_of: string[];
}
/**
 * Inclination of the line from the first to the second point: angle from the vertical, 0..180.
 */
export interface Incline {
  kind: "incline";
  /**
   * @minItems 2
   * @maxItems 2
   */
  points: [string, string];
  space: "body" | "image";
}
/**
 * Angle at the first point, in the image plane, between the ground in front of the person and the line to
 * the second point: 90 is upright, less leans forward, where the trunk leans. Meaningful in side views only.
 */
export interface GroundAngle {
  kind: "ground_angle";
  /**
   * @minItems 2
   * @maxItems 2
   */
  points: [string, string];
}
/**
 * Height of the first point above the second, in torsos; negative below.
 */
export interface Height {
  kind: "height";
  /**
   * @minItems 2
   * @maxItems 2
   */
  points: [string, string];
}
/**
 * Distance between two points, in torsos: in space, in the image, or along the image's ``x`` only.
 */
export interface Distance {
  kind: "distance";
  /**
   * @minItems 2
   * @maxItems 2
   */
  points: [string, string];
  space: "body" | "image" | "x";
}
/**
 * Distance of the middle one of three points from the line through the other two, in torsos and in the
 * image; positive above the line, negative below. For bodies that lie or lean.
 */
export interface Offset {
  kind: "offset";
  /**
   * @minItems 3
   * @maxItems 3
   */
  points: [string, string, string];
}
/**
 * Distance between the first two points as a share of that between the last two, along the image's width:
 * knee separation over ankle separation, for example. Meaningful in front views only.
 */
export interface SeparationRatio {
  kind: "separation_ratio";
  /**
   * @minItems 4
   * @maxItems 4
   */
  points: [string, string, string, string];
}
/**
 * Height of a point above its own lowest level in the clip, in torsos: movement, not posture.
 */
export interface VerticalDisplacement {
  kind: "vertical_displacement";
  /**
   * @minItems 1
   * @maxItems 1
   */
  points: [string];
}
/**
 * Distance of a point from its own median position in the image, in torsos.
 */
export interface Displacement {
  kind: "displacement";
  /**
   * @minItems 1
   * @maxItems 1
   */
  points: [string];
}
/**
 * Whether a quantity is within bounds; ``leans_with_camera`` adds the slack of the camera's height.
 */
export interface Flag {
  name: string;
  quantity: string;
  min: number | null;
  max: number | null;
  leans_with_camera: boolean;
}
/**
 * One opinion, given where its quantity is at least ``min`` and the flag it ``needs`` is up.
 */
export interface Opinion {
  tone: string;
  quantity: string | null;
  min: number;
  needs: string | null;
}
/**
 * A measurement in both sessions: the mean over the repetitions, or over the holds.
 *
 * Attributes:
 *     name: of the measurement, or the code of a form check.
 *     label: a word or two for a form check, in the language of the second result; empty otherwise.
 *     unit: of ``first`` and ``second``.
 *     scores: of a form check, what both are worth, 0..100.
 */
export interface Change {
  name: string;
  label: string;
  unit: "count" | "points" | "deg" | "s" | "torso" | "ratio" | "percent";
  first: number;
  second: number;
  scores: [number, number] | null;
}
/**
 * A form check: a statistic of a measure over a phase of a repetition or hold, and what it scores.
 *
 * A value scores 100 from ``best`` on, 0 from ``zero`` on, and in proportion between them. Greater is better
 * where ``best`` is greater than ``zero``.
 *
 * Attributes:
 *     code: names the check's sentences in ``texts/<language>.json``; a code may serve several exercises.
 *     aspect: of the score; ``ASPECT_WEIGHTS`` (``scoring/defaults.py``) has their weights.
 *     measure: of a measure with two sides, the worse counts, among those that are visible and that work.
 *         Left out: the exercise's own signal, where 1 is the full movement.
 *     statistic: of the measure over the phase. ``max`` and ``min`` are the 95th and 5th percentile,
 *         ``range`` is between the two, ``difference`` is between the means of the left and the right side,
 *         ``detrended_rms`` is the root mean square around the straight line of best fit, ``path_excess`` is
 *         the length of the path over the direct way out and back, as a share of it, and ``duration`` is how
 *         long the phase takes (without a measure).
 *     phase: ``outbound`` and ``return`` lead to the peak and from it, ``peak`` is the 0.16 s around it,
 *         ``deep`` the half of the movement that is nearer to the peak, ``start`` and ``end`` the first and
 *         the last frame, ``rest`` both; a hold has only the ``whole``.
 *     best, zero: in the measure's unit; shares of the full movement for the signal.
 *     easy, hard: ``best`` at these difficulties, by which ``zero`` shifts too; left out: unchanged.
 *     sides: ``working`` - those of the repetition; ``other`` - the other one; ``each`` - both.
 *     views: in which it can be judged.
 *     weight: among the checks of its aspect.
 *     severity: ``major`` for errors that can hurt or that make it another movement.
 *     joint: where to look, for recommendations.
 */
export interface Check {
  code: string;
  aspect: "range" | "alignment" | "symmetry" | "tempo" | "stability";
  measure:
    | (
        | Angle
        | Incline
        | GroundAngle
        | Height
        | Distance
        | AnteriorOffset
        | Offset
        | SeparationRatio
        | VerticalDisplacement
        | Displacement
      )
    | null;
  statistic: "mean" | "max" | "min" | "range" | "difference" | "detrended_rms" | "path_excess" | "duration";
  phase:
    "whole" | "start" | "outbound" | "deep" | "peak" | "return" | "end" | "rest" | "eccentric" | "concentric";
  best: number;
  zero: number;
  easy: number | null;
  hard: number | null;
  sides: "working" | "other" | "each";
  views: ("front" | "side" | "oblique")[];
  weight: number;
  severity: "minor" | "major";
  joint: string | null;
}
/**
 * The notes on one result, ``coach.json``.
 *
 * Attributes:
 *     written_by: the language model's name, or ``rules`` where no model wrote them.
 *     disclaimer: what the notes are not.
 */
export interface CoachNotes {
  schema_version: 1;
  language: "en" | "fr";
  written_by: string;
  summary: string;
  points: Point[];
  disclaimer: string;
}
/**
 * One note.
 *
 * Attributes:
 *     kind: what was good, what to change, or what to do in the next set.
 *     rep: number of the repetition, stretch or jump that it cites.
 *     t_s: the moment that it cites, seconds in the video.
 */
export interface Point {
  kind: "keep" | "improve" | "next";
  text: string;
  rep: number | null;
  t_s: number | null;
}
/**
 * A bound that a measure must keep for the movement to be this exercise.
 *
 * ``when``: all the time, at the peak, at rest before and after, or for the measure's ``range``
 * within the repetition.
 */
export interface Condition {
  measure:
    | Angle
    | Incline
    | GroundAngle
    | Height
    | Distance
    | AnteriorOffset
    | Offset
    | SeparationRatio
    | VerticalDisplacement
    | Displacement;
  min: number | null;
  max: number | null;
  when: "throughout" | "peak" | "rest" | "range";
  reason: string;
}
/**
 * Something that was done unlike the reference.
 *
 * Attributes:
 *     code: what it is about, as in the tables of texts.
 *     joint: where to look: a joint of the overlay's skeleton without its side; ``None`` for the tempo.
 *     value, unit: how much more (or less) than in the reference.
 *     t_s: when it was at its greatest; ``phase`` says the same in terms of the movement.
 */
export interface Difference {
  code: string;
  text: string;
  t_s: number;
  phase: "start" | "way_there" | "turn" | "way_back" | "end";
  value: number;
  unit: "deg" | "percent";
  joint: string | null;
  side: ("left" | "right" | "both") | null;
}
/**
 * Shift of the thresholds for counting and scoring, in shares of the full movement.
 */
export interface Difficulty {
  easy: number;
  hard: number;
}
/**
 * A jump that could not be measured, and why.
 */
export interface DiscardedJump {
  t_s: number;
  reason: "moved_toward_phone" | "jump_timeout" | "tracking_lost" | "no_flight_detected";
  text: string;
}
/**
 * One exercise of the catalogue.
 *
 * ``suggested`` says how readily it is proposed for a clip of an unknown exercise: less for movements that
 * are a part of others, 0 for what looks the same as another exercise of the catalogue.
 *
 * ``tells`` are conditions that tell the exercise from its neighbours: they weigh where explanations of a
 * clip are compared, and never reject a repetition.
 *
 * An aspect of form for which there is no check among ``checks`` gets the usual one
 * (``scoring/defaults.py``), unless it is among ``unscored``.
 *
 * ``analysis_hz`` is how many frames a second it needs at most, where 30 are not enough.
 */
export interface Exercise {
  id: string;
  name: {
    [k: string]: string;
  };
  aliases: string[];
  group: string;
  suggested: number;
  signal: Term[];
  signal_label: string;
  conditions: Condition[];
  tells: Condition[];
  counting: Repetitions | Hold | SchemaJump;
  assessment: Assessment | null;
  checks: Check[];
  unscored: ("range" | "alignment" | "symmetry" | "tempo" | "stability")[];
  analysis_hz: number | "native" | null;
  posture: Posture;
  difficulty: Difficulty;
  sources: string[];
}
/**
 * One measure of a signal: its value at rest and at the end of the movement, and its weight.
 *
 * ``own``: both are counted from the person's own resting value in the clip, for small movements around a
 * position that differs between people.
 */
export interface Term {
  measure:
    | Angle
    | Incline
    | GroundAngle
    | Height
    | Distance
    | AnteriorOffset
    | Offset
    | SeparationRatio
    | VerticalDisplacement
    | Displacement;
  rest: number;
  full: number;
  weight: number;
  own: boolean;
}
/**
 * Repetitions are counted.
 *
 * Attributes:
 *     sides: ``together`` - both sides make one signal; ``each`` - the sides have signals of their own and
 *         repetitions that coincide count once.
 *     hidden_below: a side whose visibility is less than this share of the other's is not counted on its
 *         own. An arm behind the body is a guess; a leg that is lifted there comes into sight.
 *     side_by: where both sides make one signal but one of them leads (the front leg of a lunge): the
 *         repetition is that of the side which is further towards ``full`` at the peak.
 *     alternates: the sides take turns; what does not alternate is less likely to be this exercise, which
 *         recognition looks at (counting does not).
 *     min_range: smallest amplitude, in signal units, that is an attempt at all.
 *     min_lone_range: smallest amplitude that counts where fewer than three repetitions bear each other out.
 *     min_share: smallest amplitude that counts, as a share of the person's own typical amplitude.
 *     min_peak: signal value that the peak must reach.
 *     completes: ``return`` - a repetition counts when the signal comes back towards rest; ``peak`` - it
 *         counts when the peak is reached (a deadlift that ends at lock-out is one).
 *     first_phase: what the way to the peak is: a squat goes down first, a curl up.
 *     min_s, max_s: bounds of a repetition's duration.
 */
export interface Repetitions {
  kind: "repetitions";
  sides: "together" | "each";
  hidden_below: number;
  side_by: Term | null;
  alternates: boolean;
  min_range: number;
  min_lone_range: number;
  min_share: number;
  min_peak: number;
  completes: "return" | "peak";
  first_phase: "eccentric" | "concentric";
  min_s: number;
  max_s: number;
}
/**
 * A position that is held: it begins at ``enter``, ends below ``leave``; short breaks are bridged.
 *
 * ``sides``: ``each`` where one side holds the position (a leg that is lifted): either may.
 */
export interface Hold {
  kind: "hold";
  sides: "together" | "each";
  enter: number;
  leave: number;
  min_s: number;
  bridge_s: number;
}
/**
 * How a jump is found and measured; see ``formtrace.jumps``.
 *
 * Attributes:
 *     method: whose height is the jump's: ``hip_rise`` - of the hips above the standing person, in pixels
 *         scaled by the stated height; ``air_time`` - g t^2 / 8 of the time in
 *         the air.
 *     min_height_cm: flights lower than this are hops, steps and heel raises.
 *     max_air_s: a longer flight means that the landing was missed.
 *     max_scale_change: change of the person's size in the picture from take-off to landing, as a share,
 *         from which on they have moved along the line of sight.
 */
export interface SchemaJump {
  kind: "jump";
  method: "hip_rise" | "air_time";
  min_height_cm: number;
  max_air_s: number;
  max_scale_change: number;
}
/**
 * How to be placed in front of the camera.
 *
 * Attributes:
 *     visible: body parts (``ankle``, ``wrist``) of which at least one side must be visible; empty:
 *         shoulders, hips and those of the exercise's signal.
 *     view: in which the exercise is judged best.
 */
export interface Posture {
  visible: string[];
  view: "front" | "side" | "either";
}
/**
 * The catalogue.
 */
export interface ExerciseList {
  exercises: ExerciseSummary[];
}
/**
 * An exercise of the catalogue.
 */
export interface ExerciseSummary {
  id: string;
  name: {
    [k: string]: string;
  };
  group: string;
  aliases: string[];
  unit: "reps" | "seconds";
  view: "front" | "side" | "either";
}
/**
 * What is counted: ``name`` in the session's language, ``signal_label`` and the working ``joints``.
 *
 * ``view``: from where a camera sees it best.
 */
export interface ExerciseView {
  id: string;
  name: string;
  unit: "reps" | "seconds";
  signal_label: string;
  joints: string[];
  view: "front" | "side" | "either";
}
/**
 * Why a job has no result.
 */
export interface FailureView {
  code: string;
  message: string;
  details: {
    [k: string]: string;
  };
}
/**
 * Form score 0..100 of the last repetition (or of the hold), the mean, and the grade of the mean.
 */
export interface Form {
  score: number;
  avg_score: number;
  grade: "A" | "B" | "C" | "D" | "E" | "F";
}
/**
 * The service answers.
 */
export interface Health {
  status: "ok";
  version: string;
}
/**
 * One stretch of a hold, scored and numbered like a repetition. Its ``still`` is of its middle.
 */
export interface Held {
  index: number;
  start_s: number;
  end_s: number;
  duration_s: number;
  score: number | null;
  grade: ("A" | "B" | "C" | "D" | "E" | "F") | null;
  subscores: Subscore[];
  recommendations: string[];
  set: number;
  still: Still | null;
  fault_still: Still | null;
}
/**
 * One reason for a score: what was measured, what was wanted, and what that is worth.
 *
 * Attributes:
 *     check: code of the form check in the exercise's file; ``name`` is a word or two for it.
 *     score: 0..100.
 *     weight: share of the whole score; those of one repetition add up to 1.
 *     value, unit: the measurement behind it.
 *     target: least and greatest value that score 100; ``None`` where there is no such bound.
 *     text: the measurement in words.
 *     t_s: when it was at its worst, where that is a moment.
 *     joint: where to look, without its side: a joint, or ``trunk``.
 */
export interface Subscore {
  check: string;
  aspect: "range" | "alignment" | "symmetry" | "tempo" | "stability";
  score: number;
  weight: number;
  value: number;
  unit: "deg" | "s" | "torso" | "ratio" | "percent";
  /**
   * @minItems 2
   * @maxItems 2
   */
  target: [number | null, number | null];
  text: string;
  side: ("left" | "right" | "both") | null;
  t_s: number | null;
  name: string;
  joint: string | null;
}
/**
 * A moment of the clip as a picture: the person with the skeleton, cut out of the frame.
 *
 * Attributes:
 *     file: its name among the result's files; ``role`` is the same in ``files``.
 *     t_s: of the frame, which may be up to a sixteenth of a second from the moment that is meant.
 *     width, height: pixels.
 *     check: the form check that it shows; ``None`` for the turning point.
 *     joint, side: what is marked in it.
 *     marks: where, x and y as shares of the picture's width and height.
 */
export interface Still {
  file: string;
  role: string;
  t_s: number;
  width: number;
  height: number;
  check: string | null;
  joint: string | null;
  side: ("left" | "right" | "both") | null;
  marks: [number, number][];
}
/**
 * What can be changed of a job: what it is called, for people. What is not given stays.
 */
export interface JobChanges {
  name?: string | null;
  tags?: string[] | null;
  notes?: string | null;
}
/**
 * A job that waits for its file, whole (``upload``) or in ``parts``, or fetches it by itself.
 */
export interface JobCreated {
  job_id: string;
  status: JobStatus;
  upload: UploadTicket | null;
  links: JobLinks;
  parts: PartsTicket | null;
}
/**
 * Where to POST the file: as ``multipart/form-data``, these fields first, the file last as ``file``.
 */
export interface UploadTicket {
  url: string;
  fields: {
    [k: string]: string;
  };
  max_bytes: number;
  expires_at: string;
}
/**
 * Paths of this API about one job.
 */
export interface JobLinks {
  self: string;
  result: string;
  messages: string;
}
/**
 * Where to PUT the parts of a file: all of ``part_bytes`` but the last; the links work for an hour.
 *
 * ``file_name`` and ``size_bytes`` are those that the job was made with.
 */
export interface PartsTicket {
  file_name: string;
  size_bytes: number;
  part_bytes: number;
  parts: PartView[];
  expires_at: string;
}
/**
 * A part of an upload; ``url`` is where to PUT its bytes, ``null`` when it has arrived.
 */
export interface PartView {
  number: number;
  url: string | null;
}
/**
 * Some jobs, newest first; ``next_cursor`` asks for those before them.
 */
export interface JobList {
  jobs: JobSummary[];
  next_cursor: string | null;
}
/**
 * A job in a list; see :class:`JobView`.
 */
export interface JobSummary {
  job_id: string;
  status: JobStatus;
  source: "video" | "image";
  exercise: string | null;
  reference: string | null;
  file_name: string | null;
  created_at: string;
  updated_at: string;
  percent: number;
  failure: FailureView | null;
  links: JobLinks;
  name: string;
  tags: string[];
  notes: string;
  recount_of: string | null;
  outcome: ResultSummary | null;
  thumbnail_url: string | null;
}
/**
 * What was counted and how well it was done.
 *
 * Attributes:
 *     exercise: its id; ``None`` where nothing was counted.
 *     unit: of ``count``; ``None`` where nothing was counted.
 *     score: mean form score, 0..100.
 *     duration_s: of the clip.
 *     rom_deg: mean range of the leading joint angle over the repetitions.
 *     eccentric_s, pause_s, concentric_s: mean tempo of the repetitions.
 */
export interface ResultSummary {
  exercise: string | null;
  unit: ("reps" | "seconds") | null;
  count: number;
  score: number | null;
  grade: string | null;
  duration_s: number;
  rom_deg: number | null;
  eccentric_s: number | null;
  pause_s: number | null;
  concentric_s: number | null;
}
/**
 * A job. ``files`` and ``media_url`` are links to the content itself that work for an hour.
 *
 * Attributes:
 *     name, tags, notes: what its owner calls it.
 *     recount_of: the job whose keypoints were counted again; ``null`` for an analysis.
 *     outcome: once the clip is analysed.
 *     thumbnail_url: a small picture of a completed job with a person in it.
 *     previews: paths of the people detected in chunks that are done, while the job goes on.
 *     options: as understood; those that are not there have their default.
 *     files: of a completed job, by role.
 *     media_url: the source, once it is there.
 */
export interface JobView {
  job_id: string;
  status: JobStatus;
  source: "video" | "image";
  options: {
    [k: string]: unknown;
  };
  created_at: string;
  updated_at: string;
  progress: ProgressView;
  failure: FailureView | null;
  links: JobLinks;
  files: {
    [k: string]: string;
  };
  media_url: string | null;
  name: string;
  tags: string[];
  notes: string;
  recount_of: string | null;
  outcome: ResultSummary | null;
  thumbnail_url: string | null;
  previews: string[];
}
/**
 * How far a job has come.
 */
export interface ProgressView {
  percent: number;
  stages: StageView[];
}
/**
 * A stage that is done in pieces.
 */
export interface StageView {
  name: string;
  done: number;
  total: number;
}
/**
 * How pixels became centimetres: from the stated height of the person standing still at ``t_s``.
 */
export interface JumpCalibration {
  t_s: number;
  cm_per_px: number;
  baseline_y_px: number;
  hip_scores: {
    [k: string]: number;
  } | null;
}
/**
 * All jumps of a clip.
 */
export interface Jumps {
  calibration: JumpCalibration | null;
  jumps: JumpsJump[];
  discarded: DiscardedJump[];
}
/**
 * One jump. Times are of the flight; pixels are of the source's picture, y down (with
 * ``device_pitch_deg``: of the picture that a level camera would have taken).
 *
 * Attributes:
 *     height_cm: by the exercise's own ``method``; ``uncertainty_cm`` is half of its 95 % interval.
 *     air_time_height_cm: g t^2 / 8 of the time in the air.
 *     ascent_height_cm: g t^2 / 2 of the time from take-off to the highest point of the hips' parabola; much
 *         less than by air time when the person lands with bent knees.
 *     hip_rise_cm: of the hips above the standing person, so with the rise on the toes before take-off;
 *         ``None`` without the person's height.
 *     delta_px: the same in pixels, ``baseline_y_px`` less ``min_y_px``.
 *     gravity_ratio: acceleration of the hips' flight over gravity; far below 1 the clip plays in slow
 *         motion, or the stated height is wrong.
 *     contact_s: time on the ground since the landing before, of a rebound.
 *     hip_scores: visibility of the left and of the right hip.
 */
export interface JumpsJump {
  index: number;
  take_off_s: number;
  landing_s: number;
  air_time_s: number;
  height_cm: number;
  uncertainty_cm: number;
  method: "air_time" | "hip_rise";
  air_time_height_cm: number;
  air_time_uncertainty_cm: number | null;
  ascent_height_cm: number | null;
  hip_rise_cm: number | null;
  hip_rise_uncertainty_cm: number | null;
  baseline_y_px: number | null;
  min_y_px: number | null;
  delta_px: number | null;
  gravity_ratio: number | null;
  contact_s: number | null;
  side_used: "left" | "right" | "both";
  hip_scores: {
    [k: string]: number;
  } | null;
}
/**
 * A landmark in a photo; x, y of the picture's width and height, z as x, relative to the hips.
 */
export interface Keypoint {
  name: string;
  x: number;
  y: number;
  z: number;
  score: number;
}
/**
 * What may be uploaded.
 */
export interface LimitsView {
  max_bytes: number;
  max_duration_s: number;
}
/**
 * The source as it is shown: upright, square pixels.
 */
export interface Media {
  width: number;
  height: number;
  fps: number;
  frames: number;
  duration_s: number;
  rotation: number;
  codec: string;
  vfr: boolean;
}
/**
 * Messages of a job in the order of the stream; ask on with ``after=next_after`` until ``done``.
 */
export interface MessagePage {
  messages: {
    [k: string]: unknown;
  }[];
  next_after: number;
  done: boolean;
}
/**
 * Which pose model gave the keypoints; ``sha256`` is that of its landmark network.
 */
export interface Model {
  name: string;
  sha256: string;
}
/**
 * What a video is about, for those who cut a repetition out of it. Times in seconds of the video.
 *
 * Attributes:
 *     t_s: of each frame.
 *     signal: how far the person is into the movement at each frame, 0 to 1 for most of it; ``null`` where
 *         that is not known.
 *     repetitions: all that were found.
 *     trim: the one that is used by default.
 *     problem: why there is no such one.
 */
export interface MovementView {
  t_s: number[];
  signal: (number | null)[];
  repetitions: Trim[];
  trim: Trim | null;
  problem: FailureView | null;
}
/**
 * One repetition: seconds from the video's first frame; both ends belong to it.
 */
export interface Trim {
  start_s: number;
  end_s: number;
}
/**
 * A job to be made: the options of the analysis, what kind of file it is for, and where that comes from.
 *
 * Names may be spelt ``minGrade``, ``min-grade`` or ``min_grade``; unknown ones are ignored. The options may
 * also stand in an object of their own, ``options``.
 *
 * Attributes:
 *     source: what the file is expected to be; what it is, its content decides.
 *     video_src, image_src: where the file is fetched from; without it, the answer says where to put it.
 *     callback_url: where a signed webhook goes when the job has ended.
 *     file_name: what the file is called; only for people.
 *     content_type: the file's media type, which it will be served with.
 *     multipart: upload the file in parts, so that it can go on after a break; takes ``file_size``.
 *     file_size: bytes of the file.
 */
export interface NewJob {
  exercise?: string | null;
  reference?: string | null;
  scoring_profile?: "lenient" | "strict";
  model?: string | null;
  difficulty?: "easy" | "medium" | "hard";
  min_grade?: ("A" | "B" | "C" | "D") | null;
  e_band?: boolean;
  user_height_cm?: number | null;
  device_pitch_deg?: number | null;
  locale?: "en" | "fr";
  export?: boolean;
  blur_faces?: boolean;
  keep_video?: boolean;
  skeleton?: boolean;
  skeleton_style?: string | null;
  formats?: string[];
  angles?: boolean;
  keypoints?: boolean;
  progression?: boolean;
  recommendations?: boolean;
  subject?: [number, number] | null;
  subject_s?: number | null;
  start_s?: number | null;
  end_s?: number | null;
  speed?: number | null;
  analysis_hz?: number | ("fast" | "native") | null;
  chunk_s?: number | null;
  source?: "video" | "image";
  video_src?: string | null;
  image_src?: string | null;
  callback_url?: string | null;
  file_name?: string | null;
  content_type?: string | null;
  multipart?: boolean;
  file_size?: number | null;
}
/**
 * Options of a recount; those that are not given stay as they are in the job.
 *
 * Names may be spelt ``minGrade``, ``min-grade`` or ``min_grade``; unknown ones are ignored. ``null`` for
 * ``exercise`` or ``reference`` takes it away.
 */
export interface NewRecount {
  exercise?: string | null;
  reference?: string | null;
  scoring_profile?: "lenient" | "strict";
  model?: string | null;
  difficulty?: "easy" | "medium" | "hard";
  min_grade?: ("A" | "B" | "C" | "D") | null;
  e_band?: boolean;
  user_height_cm?: number | null;
  device_pitch_deg?: number | null;
  locale?: "en" | "fr";
  export?: boolean;
  blur_faces?: boolean;
  keep_video?: boolean;
  skeleton?: boolean;
  skeleton_style?: string | null;
  formats?: string[];
  angles?: boolean;
  keypoints?: boolean;
  progression?: boolean;
  recommendations?: boolean;
  subject?: [number, number] | null;
  subject_s?: number | null;
  start_s?: number | null;
  end_s?: number | null;
  speed?: number | null;
  analysis_hz?: number | ("fast" | "native") | null;
  chunk_s?: number | null;
}
/**
 * A reference movement to be made of a job that is completed, or of a video that is still to come.
 *
 * Names may be spelt ``startS``, ``start-s`` or ``start_s``; unknown ones are ignored.
 *
 * Attributes:
 *     job_id: a completed job of the token, of a video; nothing is uploaded or analysed again.
 *     video_src: where the video is fetched from; without it and without ``job_id``, the answer says where
 *         to put it.
 *     subject: where the person is, as shares of the picture's width and height.
 *     model: variant of the pose model.
 *     callback_url: where a signed webhook goes when the job that makes the reference has ended.
 *     file_name: what the file is called; only for people.
 *     content_type: the file's media type.
 */
export interface NewReference {
  name: string;
  start_s?: number | null;
  end_s?: number | null;
  repetitions?: Trim[];
  mirror_allowed?: boolean;
  job_id?: string | null;
  video_src?: string | null;
  subject?: [number, number] | null;
  model?: string | null;
  callback_url?: string | null;
  file_name?: string | null;
  content_type?: string | null;
}
/**
 * A link to be made.
 */
export interface NewShare {
  expires_in_days?: number;
}
/**
 * What the page looks like and how it speaks to its host. Lengths are CSS pixels.
 */
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
  progressive: boolean;
  target_origin: string;
  message_format: "string" | "object";
  channel: string | null;
  view: ("analyses" | "trends") | null;
  compare: string | null;
  library: boolean | null;
}
/**
 * A photo's analysis. ``overlay`` is the photo with the skeleton as a data URL.
 */
export interface PhotoAnswer {
  job_id: string;
  result: ResultDocument;
  overlay: string | null;
  links: JobLinks;
  files: {
    [k: string]: string;
  };
}
/**
 * Everything that one analysis found. Times are seconds from the source's first frame.
 *
 * ``sets`` has what was found set by set; ``reps``, ``holds``, ``rejected`` and the like are those of all
 * sets in a row, ``count`` is their sum, in repetitions if any are counted so. ``exercise`` is ``None``
 * where the sets are of several. ``suggestions`` say what the clip looks like, when no exercise was asked
 * for or another one is much likelier; they are never counted silently.
 */
export interface ResultDocument {
  schema_version: 1;
  job_id: string;
  status: "completed";
  source: "video" | "image";
  options: {
    [k: string]: string | number | boolean | [number, number] | string[] | null;
  };
  media: Media;
  speed: Speed;
  model: Model;
  subject: SubjectReport;
  view: ("front" | "side" | "oblique") | null;
  exercise: string | null;
  unit: ("reps" | "seconds") | null;
  count: number;
  count_by_difficulty: {
    [k: string]: number;
  };
  held_s: number | null;
  reps: Rep[];
  holds: Held[];
  rejected: Rejected[];
  form: Form | null;
  reference: ReferenceReport | null;
  recommendations: Recommendation[];
  posture: PostureChange[];
  suggestions: Suggestion[];
  jumps: Jumps | null;
  sets: SetReport[];
  keypoints: Keypoint[] | null;
  angles: AngleValue[] | null;
  quality: Quality;
  files: {
    [k: string]: string;
  };
  timings: {
    [k: string]: number;
  };
}
/**
 * How many times slower than life the clip plays, and how that is known.
 *
 * ``source``: an ``option``, tags of the ``container``, ``assumed`` since all attempts were too slow, or the
 * ``default``. Times in the result are those of the clip; durations, tempo and rests are true.
 */
export interface Speed {
  factor: number;
  source: "option" | "container" | "assumed" | "default";
}
/**
 * Whose movement this is, and in which share of the frames the person was seen.
 *
 * ``torso_cm`` is the distance from mid-hip to mid-shoulder, the unit ``torso`` of form checks: from the
 * person's height where it is given, else as the pose model estimates it; ``None`` where neither is known.
 */
export interface SubjectReport {
  how_chosen: string;
  coverage: number;
  people: number;
  torso_cm: number | null;
}
/**
 * One counted repetition. ``rom_deg`` is the range of the exercise's leading joint angle.
 *
 * Attributes:
 *     index: from 1, in its set; in ``ResultDocument.reps``, in the clip.
 *     set: number of its set.
 *     counted_s: when it counts: at its peak or its end, as the exercise says; a jump at its landing.
 *         ``None`` in documents of older versions.
 *     score: form score 0..100, from the ``subscores``; ``None`` where too little of the body was seen.
 *     recommendations: codes of the recommendations that this repetition gave rise to.
 *     analysis: measurements of a physical test (``back_flexibility_test``), as the contract names them.
 *     reference_score: with a reference movement, instead of ``score`` and ``grade``.
 *     differences: the three that matter most, the greatest first.
 *     alignment: which moment of the reference, in seconds from its start, each moment of the clip is
 *         compared with: pairs of seconds (reference, clip).
 *     still: a picture of the turning point; of a long set only some have one.
 *     fault_still: of the weakest repetition, a picture of what cost it most.
 */
export interface Rep {
  index: number;
  start_s: number;
  peak_s: number;
  end_s: number;
  side: "left" | "right" | "both";
  rom_deg: number | null;
  tempo: Tempo;
  counted_s: number | null;
  score: number | null;
  grade: ("A" | "B" | "C" | "D" | "E" | "F") | null;
  subscores: Subscore[];
  recommendations: string[];
  analysis: {
    [k: string]: unknown;
  } | null;
  reference_score: ReferenceScore | null;
  differences: Difference[];
  alignment: [number, number][];
  set: number;
  still: Still | null;
  fault_still: Still | null;
}
/**
 * Seconds of the lowering and the lifting phase, and of the pause at the peak between them.
 */
export interface Tempo {
  eccentric_s: number;
  pause_s: number;
  concentric_s: number;
}
/**
 * How like the reference movement: 0..1 each, ``docs/reference-scores.md`` says what they mean.
 *
 * The names are the Upload Tracking contract's; the bands of ``grade`` are those of that page, not of form.
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
 * An attempt that was not counted, and the code of the reason.
 *
 * For ``partial_range``, how far it went, and how far it had to go to count, in shares of the full movement.
 */
export interface Rejected {
  start_s: number;
  peak_s: number;
  end_s: number;
  side: "left" | "right" | "both";
  reason: string;
  measured_range: number | null;
  wanted_range: number | null;
}
/**
 * The comparison with a reference movement, over all repetitions.
 *
 * Attributes:
 *     scores: the mean of each score; ``None`` without a repetition.
 *     best_score: overall score of the most similar part of the clip, whether or not it counts.
 *     mirrored: the clip shows the mirror image of the reference.
 *     views: of the reference and of the clip; where they differ, ``view_warning`` says what follows.
 *     joints: mean difference by joint, in degrees.
 *     phases: the same by phase, in shares of the trunk's length.
 *     total_frames_compared: frames of the clip in all repetitions.
 */
export interface ReferenceReport {
  id: string;
  name: string;
  scores: ReferenceScore | null;
  best_score: number;
  mirrored: boolean;
  /**
   * @minItems 2
   * @maxItems 2
   */
  views: [string | null, string | null];
  view_warning: string | null;
  joints: {
    [k: string]: number;
  };
  phases: {
    [k: string]: number;
  };
  total_frames_compared: number;
}
/**
 * Advice that belongs to a moment, or, where ``rep`` is ``None``, to the whole set.
 *
 * ``rep`` is the index of a repetition or hold, in the list beside it.
 */
export interface Recommendation {
  code: string;
  severity: "minor" | "major";
  text: string;
  t_s: number;
  rep: number | null;
  joint: string | null;
  side: ("left" | "right" | "both") | null;
  set: number;
}
/**
 * From this time on the person stood well for the exercise, or did not, and why.
 *
 * ``direction`` and ``requirements`` are the Upload Tracking contract's; ``missing`` are the body parts that
 * are not seen.
 */
export interface PostureChange {
  t_s: number;
  ready: boolean;
  message: string;
  direction: "in-frame" | "face-camera" | "profile-camera";
  requirements: string[];
  missing: string[];
}
/**
 * An exercise that this may be, and how likely, 0..1.
 */
export interface Suggestion {
  exercise: string;
  confidence: number;
  count: number;
}
/**
 * One set: what was found of one exercise, or of one reference movement.
 *
 * Attributes:
 *     index: from 1, in the order of time.
 *     start_s, end_s: from the start of its first repetition, hold or jump to the end of its last;
 *         ``None`` without any.
 *     rest_s: seconds until the next set starts; ``None`` after the last.
 *     confidence: how likely it is this exercise, 0..1, where it was recognised.
 *     count_by_difficulty: how many would count at each difficulty; empty for jumps and reference movements.
 */
export interface SetReport {
  index: number;
  start_s: number | null;
  end_s: number | null;
  rest_s: number | null;
  confidence: number | null;
  exercise: string | null;
  unit: ("reps" | "seconds") | null;
  count: number;
  count_by_difficulty: {
    [k: string]: number;
  };
  held_s: number | null;
  reps: Rep[];
  holds: Held[];
  rejected: Rejected[];
  form: Form | null;
  reference: ReferenceReport | null;
  recommendations: Recommendation[];
  posture: PostureChange[];
  jumps: Jumps | null;
}
/**
 * Warnings about the recording, none when all is well.
 */
export interface Quality {
  warnings: QualityWarning[];
}
/**
 * Something about the recording that limits what the numbers can say.
 */
export interface QualityWarning {
  code: string;
  text: string;
}
/**
 * What the token's plan includes.
 */
export interface PlanView {
  name: string;
  features: string[];
}
/**
 * Why a request was not answered (RFC 9457), with the Upload Tracking contract's names beside.
 *
 * Attributes:
 *     type: a URI that stands for ``code``; there is no page behind it.
 *     title: the status in words.
 *     status: the HTTP status.
 *     detail: one sentence that says what to do.
 *     code: for programs.
 *     error: the same as ``code``, which is how the contract's messages have it.
 *     message: the same as ``detail``, likewise.
 *     details: more for programs, where there is more.
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  error: string;
  message: string;
  details?: {
    [k: string]: unknown;
  } | null;
}
/**
 * A reference movement. What is not known before it is ready is ``null`` or empty.
 *
 * Attributes:
 *     id: what ``reference=`` takes.
 *     percent: how far the job is that makes it.
 *     failure: why it could not be made.
 *     duration_s: of one repetition.
 *     repetitions: how many were averaged.
 *     view: from which side it was filmed.
 *     mirror_allowed: whether the mirror image counts as the same movement.
 *     signals: the joint angles that move most, the busiest first.
 *     source: the video and the part of it (of the repetition that was kept, or the first).
 *     files: links to the content itself that work for an hour: ``reference`` (JSON) and ``thumbnail``
 *         (PNG).
 */
export interface ReferenceAnswer {
  id: string;
  status: ReferenceStatus;
  name: string;
  created_at: string;
  percent: number;
  failure: FailureView | null;
  duration_s: number | null;
  repetitions: number | null;
  view: ("front" | "side" | "oblique") | null;
  mirror_allowed: boolean;
  signals: string[];
  source: ReferenceSource | null;
  links: ReferenceLinks;
  files: {
    [k: string]: string;
  };
}
/**
 * The video that it was made of, and the part of it (of the repetition that was kept, or the first).
 *
 * Attributes:
 *     job_id: of the analysis that it was made in; ``None`` for a file on the command line.
 *     start_s, end_s: seconds from the video's first frame.
 *     fps, width, height: of the video.
 */
export interface ReferenceSource {
  job_id: string | null;
  start_s: number;
  end_s: number;
  fps: number;
  width: number;
  height: number;
}
/**
 * Paths of this API; ``job`` is where it was made, which may be deleted by now.
 */
export interface ReferenceLinks {
  self: string;
  job: string | null;
}
/**
 * What can be changed of a reference movement.
 */
export interface ReferenceChanges {
  name: string;
}
/**
 * A reference movement that is ready, or one that waits for its video (then there is an ``upload``).
 */
export interface ReferenceCreated {
  id: string;
  status: ReferenceStatus;
  name: string;
  created_at: string;
  percent: number;
  failure: FailureView | null;
  duration_s: number | null;
  repetitions: number | null;
  view: ("front" | "side" | "oblique") | null;
  mirror_allowed: boolean;
  signals: string[];
  source: ReferenceSource | null;
  links: ReferenceLinks;
  files: {
    [k: string]: string;
  };
  upload: UploadTicket | null;
}
/**
 * Some reference movements that are ready, newest first; ``next_cursor`` asks for those before them.
 */
export interface ReferenceList {
  references: ReferenceAnswer[];
  next_cursor: string | null;
}
/**
 * The reference movement that is counted: ``signals`` are the angles that move most in it.
 */
export interface ReferenceView {
  id: string;
  name: string;
  duration_s: number;
  signals: string[];
}
/**
 * A query, understood.
 *
 * Attributes:
 *     options: what is asked of a job; the page posts them, and they mean the same when they come back.
 *     remote_src: where the server shall fetch the file from.
 *     job: a job to show instead of asking for a file.
 *     read_only: whether the link shows that job and nothing else.
 *     ignored: parameters that have no effect, as they were written: unknown ones, those that this kind of
 *         file has no use for, those that are only accepted, and values about the page's looks that could
 *         not be read.
 */
export interface Session {
  source: "video" | "image";
  options: {
    [k: string]: unknown;
  };
  page: PageSettings;
  skeleton: SkeletonView;
  exercise: ExerciseView | null;
  reference: ReferenceView | null;
  remote_src: string | null;
  callback_url: string | null;
  job: string | null;
  read_only: boolean;
  limits: LimitsView;
  plan: PlanView;
  ignored: string[];
}
/**
 * Whether the skeleton is drawn. ``style`` is a preset in the contract's keys; empty is our look.
 */
export interface SkeletonView {
  visible: boolean;
  style: {
    [k: string]: unknown;
  };
}
/**
 * What differs between two sessions.
 *
 * Attributes:
 *     exercises: what was counted in each.
 *     measures: count, score, range and tempo, as far as both sessions have them.
 *     checks: form checks that both sessions have, those whose score changed most first; none if the
 *         exercises differ.
 */
export interface SessionChanges {
  /**
   * @minItems 2
   * @maxItems 2
   */
  exercises: [string | null, string | null];
  measures: Change[];
  checks: Change[];
}
/**
 * The links to a job's result that work, the oldest first.
 */
export interface ShareList {
  shares: ShareView[];
}
/**
 * A link that shows the result to others until it expires or is deleted.
 *
 * Attributes:
 *     url: opens the page with the result.
 *     token: for programs, in place of a token; it reads this job and nothing else.
 */
export interface ShareView {
  id: string;
  url: string;
  token: string;
  created_at: string;
  expires_at: string;
}
/**
 * The analyses of an exercise, the oldest first.
 */
export interface Trend {
  exercise: string;
  points: TrendPoint[];
}
/**
 * One analysis of an exercise.
 */
export interface TrendPoint {
  job_id: string;
  created_at: string;
  name: string;
  outcome: ResultSummary;
}
/**
 * The exercises of a token, those with the most analyses first.
 */
export interface TrendList {
  trends: Trend[];
}
