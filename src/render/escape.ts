// Makes anybody's text safe to show. Pure; every place a push is echoed goes through here.
import { fitText } from "./fit.ts";

/** Text for a terminal: nothing that moves a cursor, hides or reorders characters. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "\ufffd");

/** Parts a sign from what follows it, so that no host makes a mention, a reference or a link of the two. */
const PARTED = "&#8288;";

/** Text inside a line of Markdown: shown letter for letter, no mention, no reference, no link, no markup, no HTML. */
export function markdown(text: string): string {
  return printable(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_[\]|~]/g, "\\$&")
    .replace(/#(?=\w)/g, `&#35;${PARTED}`)
    .replace(/\bGH-(?=\d)/gi, `$&${PARTED}`)
    .replace(/@/g, `&#64;${PARTED}`)
    .replace(/:\/\//g, `:${PARTED}//`)
    .replace(/\bwww\./gi, `$&${PARTED}`);
}

/** Lines of text as a block of Markdown, letter for letter: nothing in it can end it. A mention in it is none, but hosts differ. */
export function block(text: string, maxBytes: number): string {
  const safe = fitText(text.split("\n").map(printable).join("\n").replace(/@/g, "@\u2060"), maxBytes);
  const longest = Math.max(2, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${safe}\n${fence}`;
}

/** Text as code in Markdown: in a run of backticks longer than any in it. A mention in code is none, but hosts differ, so `@` is parted. */
export function code(text: string): string {
  const plain = printable(text).replace(/@/g, "@\u2060");
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = plain.startsWith("`") || plain.endsWith("`") || plain === "" ? " " : "";
  return `${fence}${pad}${plain}${pad}${fence}`;
}
