/** The page's sentences, in the language of the session. */

import en from "./en.json";
import fr from "./fr.json";
// Why attempts do not count, and what a movement's line shows; in English the codes say it themselves.
import reasons from "./reasons.fr.json";
import signals from "./signals.fr.json";

export type Key = keyof typeof en;
export type Values = Record<string, string | number>;

const TABLES: Record<string, Partial<Record<string, string>>> = { en, fr: { ...fr, ...reasons, ...signals } };

let locale = "en";

/** Choose the language: `fr-CA` gives French, what is not there English. */
export function setLanguage(wanted: string): void {
  const language = wanted.toLowerCase().split(/[-_]/)[0] ?? "en";
  locale = language in TABLES ? language : "en";
  document.documentElement.lang = locale;
}

export function text(key: Key, values: Values = {}): string {
  return lookUp(key, values) ?? key;
}

/** The text of a code that may be unknown here: then the code itself, in words. */
export function textOfCode(group: string, code: string): string {
  return lookUp(`${group}.${code}`, {}) ?? words(code);
}

/** What a movement's line shows, in the page's language. */
export function signalName(label: string): string {
  return lookUp(`signal.${label}`, {}) ?? label;
}

/** `left_knee` as `Left knee`. */
export function words(code: string): string {
  const spaced = code.replace(/_/g, " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The singular or plural of a noun; the number itself is shown elsewhere. */
export function noun(group: "count.reps" | "count.seconds" | "count.jumps", count: number): string {
  const form = new Intl.PluralRules(locale).select(count) === "one" ? "one" : "other";
  return lookUp(`${group}.${form}`, {}) ?? group;
}

export function number(value: number, digits = 0): string {
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `1:05.3`, in French `1:05,3`; the tenths only where asked for. */
export function clock(t_s: number, tenths = false): string {
  const total = tenths ? Math.round(t_s * 10) / 10 : Math.floor(t_s);
  const minutes = Math.floor(total / 60);
  const digits = { minimumIntegerDigits: 2, minimumFractionDigits: tenths ? 1 : 0 };
  const seconds = (total - 60 * minutes).toLocaleString(locale, { ...digits, maximumFractionDigits: 1 });
  return `${minutes}:${seconds}`;
}

export function bytes(count: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = Math.min(units.length - 1, count > 0 ? Math.floor(Math.log(count) / Math.log(1000)) : 0);
  const value = count / 1000 ** power;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[power] as string,
    unitDisplay: "short",
    maximumFractionDigits: value < 10 && power > 1 ? 1 : 0,
  }).format(value);
}

function lookUp(key: string, values: Values): string | null {
  const template = TABLES[locale]?.[key] ?? TABLES["en"]?.[key];
  return template === undefined ? null : fill(template, values);
}

/** The sentences that one page has beside the shared ones. */
export function textsOf<K extends string>(tables: { en: Record<K, string>; fr: Record<K, string> }) {
  return (key: K, values: Values = {}): string => fill(tables[locale as "en" | "fr"][key], values);
}

function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
