// Comments by topic, each with a hidden mark so that it is found again and edited in place. Everything echoed is escaped.
import type { Judged } from "../core/entry.ts";
import { nameOf, renderCheck } from "./check.ts";
import { markdown } from "./escape.ts";
import { fitText } from "./fit.ts";

/** GitHub takes 65,536 characters and says otherwise in several places. */
export const COMMENT_BYTES = 60_000;

/** The hidden first line of a comment on a topic. */
export const marker = (topic: string): string => `<!-- lanekeeper:${topic} -->`;

/** What the gate says of a pull request, for people who never open the check. */
export function gateComment(verdict: Judged): string {
  const mark = marker("gate");
  if (verdict.verdict === "pass") return `${mark}\n**lanekeeper**: ${nameOf(verdict.subject)} is in its lane now.`;
  const { summary } = renderCheck([verdict]);
  return `${mark}\n${fitText(summary, COMMENT_BYTES)}`;
}

/** Why a command was not carried out. */
export const refusal = (topic: string, why: readonly string[]): string =>
  fitText(`${marker(topic)}\n${why.map(markdown).join("\n")}`, COMMENT_BYTES);
