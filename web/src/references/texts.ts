/** The sentences that only this page has. */

import { textsOf } from "../texts";
import en from "./en.json";
import fr from "./fr.json";

export const say = textsOf({ en, fr });

export function date(iso: string): string {
  return new Date(iso).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" });
}
