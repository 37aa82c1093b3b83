/**
 * The ways to the app around the page. The first that exists takes a message, and only that one: two would
 * make the host count double.
 */

export type Bridge = (data: object) => void;

export interface Format {
  targetOrigin: string;
  messageFormat: "string" | "object";
}

/** Names under which Flutter hosts add their JavaScript channel; `channel=` in the query puts its own first. */
export const CHANNEL_NAMES = ["Formtrace", "PoseTracker", "FlutterChannel", "Flutter"];

interface Port {
  postMessage(data: unknown): void;
}

/** What a host may have put into the page. */
export interface HostWindow {
  ReactNativeWebView?: Port;
  webkit?: { messageHandlers?: { iosListener?: Port } };
  webViewCallback?: (data: object) => void;
  parent: unknown;
  postMessage(data: unknown, targetOrigin: string): void;
  [name: string]: unknown;
}

/** The bridge that a host has put into this very window, if any. */
export function injectedBridge(host: HostWindow, channel: string | null): Bridge | null {
  const reactNative = host.ReactNativeWebView;
  if (isPort(reactNative)) return (data) => reactNative.postMessage(JSON.stringify(data));
  const ios = host.webkit?.messageHandlers?.iosListener;
  if (isPort(ios)) return (data) => ios.postMessage(JSON.stringify(data));
  if (typeof host.webViewCallback === "function") return (data) => host.webViewCallback?.(data);
  for (const name of channel === null ? CHANNEL_NAMES : [channel, ...CHANNEL_NAMES]) {
    const port = host[name];
    if (isPort(port) && (port as unknown) !== host) return (data) => port.postMessage(JSON.stringify(data));
  }
  return null;
}

/**
 * Post to the parent. Outside a frame the parent is the window itself, where hosts that inject a `message`
 * listener (Flutter, older React Native) receive it.
 */
export function parentBridge(host: HostWindow, format: Format): Bridge {
  const parent = host.parent as HostWindow;
  const origin = parent === host ? "*" : format.targetOrigin;
  return (data) =>
    parent.postMessage(format.messageFormat === "object" ? data : JSON.stringify(data), origin);
}

function isPort(value: unknown): value is Port {
  return typeof value === "object" && value !== null && typeof (value as Port).postMessage === "function";
}
