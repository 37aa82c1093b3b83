export {
  Client,
  descriptionOf,
  type AnalyzeOptions,
  type JobSearch,
  type Page,
  type Progress,
} from "./client.js";
export type { Deployment } from "./connection.js";
export { ApiError, JobFailed, NetworkError, UploadBlocked, UploadRefused, type Problem } from "./errors.js";
export { hasEnded, type StreamOptions, type Watcher } from "./follow.js";
export {
  bridgeListener,
  dispatch,
  onMessage,
  pageUrl,
  parseMessage,
  type Handler,
  type HostMessage,
  type HostOptions,
  type PosePreview,
} from "./host.js";
export { PARTS_FROM_BYTES, type UploadOptions } from "./upload.js";
export type * from "./types.js";
export type { Message } from "./generated/messages.js";
export type * as messages from "./generated/messages.js";
export type * as api from "./generated/api.js";
