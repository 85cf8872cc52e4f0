// What tables and lists of screens share: instants to the minute, code in a cell, a line of somebody's text, names that are called.
import { code, markdown } from "./escape.ts";
import { fitText } from "./fit.ts";

/** `2026-05-31 18:00Z`. */
export const minute = (instant: string): string => `${instant.slice(0, 16).replace("T", " ")}Z`;

/** Code in a table, where a bar would end the cell. */
export const cell = (text: string): string => code(text).replace(/\|/g, "\\|");

/** Somebody's text of any length as part of one line. */
export const line = (text: string, maxBytes = 200): string =>
  markdown(fitText(text.replace(/\s+/g, " ").trim(), maxBytes));

/** As many as are shown, and how many more there are. */
export function some<T>(
  all: readonly T[],
  most: number,
  each: (one: T) => string,
  more: (left: number) => string,
): string[] {
  const shown = all.slice(0, most).map(each);
  return all.length > most ? [...shown, more(all.length - most)] : shown;
}

/** Mentions of logins and forge teams, the only ones that are ever written; what could be neither is shown as text. */
export const mentions = (names: readonly string[]): string =>
  names.map((name) => (LOGIN.test(name) ? `@${name.replace(/^@/, "")}` : markdown(name))).join(" ");

const LOGIN = /^@?[\w.-]+(?:\/[\w.-]+)?$/;
