// What somebody should look at, by the state document: the worst first, each in a line.
import type { StateDocument } from "../core/document.ts";
import type { Instant } from "../core/entry.ts";
import { msOf } from "../core/instant.ts";
import { ago, quote } from "./top-words.ts";

export interface Problem {
  readonly tone: "bad" | "warn";
  readonly text: string;
}

/** What was refused or failed before is no problem of now. */
const RECENT_MS = 3_600_000;

export function problemsOf(document: StateDocument, now: Instant): readonly Problem[] {
  const all = [
    ...messages(document, now),
    ...jobs(document, now),
    ...rounds(document),
    ...holders(document, now),
    ...collisions(document, now),
  ];
  return [...all.filter(({ tone }) => tone === "bad"), ...all.filter(({ tone }) => tone === "warn")];
}

const bad = (text: string): Problem => ({ tone: "bad", text });
const warn = (text: string): Problem => ({ tone: "warn", text });
const isRecent = (at: Instant, now: Instant): boolean => msOf(now) - msOf(at) < RECENT_MS;

const messages = ({ messages: all }: StateDocument, now: Instant): Problem[] =>
  all
    .filter(({ dead, overdue }) => dead || overdue)
    .map(({ id, from, to, at, type, text, dead }) => {
      const words = `${id} ${from} → ${to} ${type}, ${ago(at, now)}: ${quote(text)}`;
      return dead ? bad(`nobody answers ${words}`) : warn(`overdue ${words}`);
    });

const jobs = ({ jobs: all }: StateDocument, now: Instant): Problem[] =>
  all.flatMap(({ id, session, command, state, last_seen: seen, ended, code, signal }) => {
    const what = `${id} of ${session}: ${quote(command)}`;
    if (state === "lost") return [bad(`died without a word, last heard of ${ago(seen, now)} ago: ${what}`)];
    const failed = ended !== null && code !== 0 && isRecent(ended, now);
    return failed ? [warn(`ended with ${signal ?? `exit code ${code}`} ${ago(ended, now)} ago: ${what}`)] : [];
  });

const rounds = ({ rounds: all }: StateDocument): Problem[] =>
  all
    .filter(({ state }) => state !== "closed")
    .flatMap(({ round, teams }) =>
      teams.flatMap(({ team, status, late }) => {
        if (status === "blocked" || status === "declined") return [bad(`round ${round}: ${team} is ${status}`)];
        return late ? [bad(`round ${round}: ${team} is late`)] : [];
      }),
    );

const holders = ({ sessions, claims }: StateDocument, now: Instant): Problem[] =>
  sessions
    .filter(({ presence }) => presence === "stale" || presence === "gone")
    .flatMap(({ id, presence, last_seen: seen }) => {
      const held = claims.filter(({ holder }) => holder === id).flatMap(({ paths }) => paths);
      return held.length === 0
        ? []
        : [warn(`${id} is ${presence}, seen ${ago(seen, now)} ago, and holds ${held.join(", ")}`)];
    });

const collisions = ({ collisions: all }: StateDocument, now: Instant): Problem[] =>
  all
    .filter(({ at }) => isRecent(at, now))
    .map(({ at, as, by, line, why }) =>
      warn(`refused ${ago(at, now)} ago, ${as ?? by ?? "somebody"}: ${quote(line)}: ${why}`),
    )
    .reverse();
