/** Whether the page is on its own in a browser, or part of an app. */

import { injectedBridge, type HostWindow } from "./bridges";

/** Android marks its web views; on iOS only the browser itself names Safari. */
const ANDROID_WEB_VIEW = /; wv\)/;
const IOS = /iPhone|iPad|iPod/;

export function isStandalone(host: HostWindow, userAgent: string, channel: string | null): boolean {
  if (host.parent !== host || injectedBridge(host, channel) !== null) return false;
  return !ANDROID_WEB_VIEW.test(userAgent) && !(IOS.test(userAgent) && !userAgent.includes("Safari/"));
}

/**
 * The query with the browser's language in it, where the page is on its own and the query names none. Apps get
 * what they ask for.
 */
export function localised(search: string, standalone: boolean, language: string): string {
  const query = new URLSearchParams(search);
  if (!standalone || query.has("locale") || query.has("lang")) return search;
  query.set("locale", language);
  return `?${query}`;
}
