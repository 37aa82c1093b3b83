/** For apps around the upload page: its messages, typed, whatever bridge they come by. */

import type { ErrorMessage, Initialization, KeypointsBatch, Message } from "./generated/messages.js";
import type { Preview } from "./types.js";

type Unnumbered<M> = Omit<M, "seq"> & { seq?: number };

/** The people found in one part of the video, with `progressive=true` and before the result. */
export type PosePreview = Preview & { type: "pose_preview"; seq?: number; t?: number };

/**
 * A message as a host gets it from the page: those of the stream, and what the page says by itself, which has no
 * number: that it loads, the keypoints of the whole video, and its own errors.
 */
export type HostMessage =
  | Exclude<Message, Initialization | ErrorMessage | KeypointsBatch>
  | (Omit<Unnumbered<Initialization>, "step"> & { step?: string })
  | Unnumbered<KeypointsBatch>
  | PosePreview
  | (Omit<Unnumbered<ErrorMessage>, "origin" | "details"> & {
      origin?: string;
      details?: Record<string, unknown>;
    });

/** The message in what a bridge delivered: JSON text or an object; `null` if that is something else. */
export function parseMessage(data: unknown): HostMessage | null {
  let value = data;
  if (typeof data === "string") {
    try {
      value = JSON.parse(data);
    } catch {
      return null;
    }
  }
  const isMessage =
    typeof value === "object" && value !== null && typeof (value as HostMessage).type === "string";
  return isMessage ? (value as HostMessage) : null;
}

type Of<T extends HostMessage["type"]> = Extract<HostMessage, { type: T }>;

/** What a host does with messages: a function for all, or one for each type that it wants. */
export type Handler =
  ((message: HostMessage) => void) | { [T in HostMessage["type"]]?: (message: Of<T>) => void };

/** Give a message to its handler. */
export function dispatch(message: HostMessage, handler: Handler): void {
  if (typeof handler === "function") handler(message);
  else (handler[message.type] as ((message: HostMessage) => void) | undefined)?.(message);
}

export interface HostOptions {
  /** The frame with the page; with it, messages of other windows are ignored. */
  frame?: HTMLIFrameElement | null;
  /** Address of the deployment; with it, messages of other origins are ignored. Always give it for a frame. */
  url?: string | null;
  /** The window that listens, `window` by default. */
  target?: Window;
}

/**
 * Listen to the page in a frame of this window. Call it before the page loads; the function that it returns stops it.
 *
 * For a web view, where messages come by a bridge, see {@link bridgeListener}.
 */
export function onMessage(handler: Handler, options: HostOptions = {}): () => void {
  const { frame = null, url = null, target = window } = options;
  const origin = url === null ? null : new URL(url, target.location.href).origin;
  const listener = (event: MessageEvent): void => {
    if (origin !== null && event.origin !== origin) return;
    if (frame !== null && event.source !== frame.contentWindow) return;
    const message = parseMessage(event.data);
    if (message !== null) dispatch(message, handler);
  };
  target.addEventListener("message", listener);
  return () => target.removeEventListener("message", listener);
}

/**
 * A function for the bridge of a web view. It takes what bridges deliver: JSON text, the message itself, React
 * Native's event (`onMessage={bridgeListener(...)}`), or an event with `data`.
 */
export function bridgeListener(handler: Handler): (delivered: unknown) => void {
  return (delivered) => {
    const message = parseMessage(unwrapped(delivered));
    if (message !== null) dispatch(message, handler);
  };
}

function unwrapped(delivered: unknown): unknown {
  if (typeof delivered !== "object" || delivered === null) return delivered;
  const { nativeEvent, type, data } = delivered as {
    nativeEvent?: { data?: unknown };
    type?: string;
    data?: unknown;
  };
  if (nativeEvent !== undefined) return nativeEvent.data;
  return type === "message" ? data : delivered; // of a window's own event; no message has this type
}

/** The address of the upload page with its parameters; `targetOrigin` of a frame is the host's own by default. */
export function pageUrl(
  url: string,
  token: string,
  parameters: Record<string, string | number | boolean> = {},
): string {
  const query = new URLSearchParams({ token, source: "video" });
  for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
  return `${url.replace(/\/+$/, "")}/pose_tracker/upload_tracking?${query}`;
}
