/** Waits between requests. */

const HIDDEN_FACTOR = 3;

/**
 * Wait; in a page that is hidden longer, and not longer than until it is looked at or online again.
 *
 * @throws DOMException `AbortError` when the signal is aborted.
 */
export function pause(ms: number, signal?: AbortSignal | null): Promise<void> {
  const page = typeof document === "undefined" ? null : document;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, page?.hidden ? HIDDEN_FACTOR * ms : ms);
    function forget(): void {
      clearTimeout(timer);
      page?.removeEventListener("visibilitychange", shown);
      page?.defaultView?.removeEventListener("online", done);
      signal?.removeEventListener("abort", stop);
    }
    function done(): void {
      forget();
      resolve();
    }
    function shown(): void {
      if (!page?.hidden) done();
    }
    function stop(): void {
      forget();
      reject(new DOMException("aborted", "AbortError"));
    }
    if (signal?.aborted) return stop();
    page?.addEventListener("visibilitychange", shown);
    page?.defaultView?.addEventListener("online", done);
    signal?.addEventListener("abort", stop);
  });
}
