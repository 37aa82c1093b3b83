/** The page's address: what is in it survives closing the page. */

/** The address with some parameters changed; `null` takes one away. */
export function addressWith(changes: Record<string, string | null>): string {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  return address.href;
}

/** Changes that lead to the view that asks for a file. */
export const START = { view: null, job: null, compare: null };
