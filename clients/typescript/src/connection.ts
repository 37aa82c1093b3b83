/** Requests to one deployment with one token. */

import { pause } from "./pause.js";
import { ApiError, NetworkError, problemOf } from "./errors.js";

export interface Deployment {
  /** Address of the API: the stack's output `ApiUrl`; in a page of the same origin `""`. */
  url: string;
  token?: string | null;
  /** Another `fetch`, for tests or proxies. */
  fetch?: typeof fetch;
  /** Another way to wait between requests. */
  pause?: typeof pause;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export class Connection {
  readonly url: string;
  readonly token: string | null;
  readonly pause: typeof pause;
  private readonly fetch: NonNullable<Deployment["fetch"]>;

  constructor(deployment: Deployment) {
    const { url, token = null } = deployment;
    this.url = url.replace(/\/+$/, "");
    this.token = token;
    this.pause = deployment.pause ?? pause;
    this.fetch = deployment.fetch ?? ((...request) => fetch(...request));
  }

  /**
   * A request; its answer as JSON. The token goes with paths of the API, not with links to other places.
   *
   * @throws ApiError what the API has against the request.
   * @throws NetworkError it was not answered.
   */
  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await this.request(path, init);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  /** A request with a body of JSON. */
  send<T>(method: "POST" | "PATCH", path: string, body: object = {}): Promise<T> {
    return this.json(path, { method, body: JSON.stringify(body) });
  }

  /** The same as {@link json}, with the whole response. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const own = path.startsWith("/");
    const headers = new Headers(init.headers);
    if (own && this.token !== null) headers.set("Authorization", `Bearer ${this.token}`);
    if (typeof init.body === "string") headers.set("Content-Type", "application/json");
    let response: Response;
    try {
      response = await this.fetch(own ? this.url + path : path, { ...init, headers });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new NetworkError(String(error));
    }
    if (response.ok) return response;
    if (response.status >= 502 && response.status <= 504) throw new NetworkError(`status ${response.status}`);
    throw new ApiError(await problemOf(response));
  }
}

/** A path of the API: its parts escaped, and a query of the values that are given and not empty. */
export function pathOf(parts: readonly (string | number)[], query: Query = {}): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `/v1/${parts.map((part) => encodeURIComponent(part)).join("/")}${text && `?${text}`}`;
}
