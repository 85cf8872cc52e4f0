// The trailers of a commit's message that say something here: found by git's own rules, and read as commands (PROTOCOL §6).
import type { Trailer } from "../core/model.ts";
import type { SayingRead } from "./command.ts";
import { readVerb } from "./command-verbs.ts";
import { trouble } from "./command-words.ts";

export const TRAILER_KEYS = ["Session", "Claim", "Release", "Ack", "Task"] as const;
type Key = (typeof TRAILER_KEYS)[number];

/** More trailers of one commit, and longer ones, are not obeyed. */
export const MAX_TRAILERS = 20;
export const MAX_VALUE = 4_000;

/** The trailers of a message as it is stored, in order. */
export function trailersOf(message: string): readonly Trailer[] {
  const found: { key: string; value: string[] }[] = [];
  let last: { key: string; value: string[] } | null = null;
  for (const line of block(message)) {
    if (line.startsWith("#")) continue;
    if (last !== null && /^\s/.test(line)) {
      last.value.push(line.trim());
      continue;
    }
    const [, key, value = ""] = TRAILER.exec(line) ?? [];
    last = key === undefined ? null : { key, value: [value.trim()] };
    if (last !== null) found.push(last);
  }
  return known(found.map(({ key, value }) => ({ key, value: value.join(" ").trim() })));
}

/** Lines of `Key: value`, as git prints trailers. */
export const trailersIn = (lines: readonly string[]): readonly Trailer[] =>
  known(
    lines.flatMap((line) => {
      const [, key, value = ""] = TRAILER.exec(line) ?? [];
      return key === undefined ? [] : [{ key, value: value.trim() }];
    }),
  );

/** Those with a key of ours, spelt as ours. One more than is obeyed, and one character more, tell that there was more. */
function known(trailers: readonly Trailer[]): readonly Trailer[] {
  const ours = trailers.flatMap(({ key, value }) => {
    const spelt = TRAILER_KEYS.find((each) => each.toLowerCase() === key.toLowerCase());
    return spelt === undefined ? [] : [{ key: spelt, value: value.slice(0, MAX_VALUE + 1) }];
  });
  const isSession = ({ key }: Trailer) => key === "Session";
  // Whose work it is decides verdicts: no number of other trailers hides it.
  return [...ours.filter(isSession), ...ours.filter((each) => !isSession(each))].slice(0, MAX_TRAILERS + 1);
}

/** Whom the `Session:` trailers name; several are named together, which is nobody. */
export const sessionOf = (trailers: readonly Trailer[]): string | null =>
  trailers
    .filter(({ key }) => key === "Session")
    .map(({ value }) => value)
    .join(",")
    .trim() || null;

/** The commands of a commit's trailers, each as it was said; never throws. */
export function trailerSayings(trailers: readonly Trailer[]): SayingRead[] {
  const as = sessionOf(trailers);
  return trailers.slice(0, MAX_TRAILERS + 1).flatMap((trailer, index): SayingRead[] => {
    if (trailer.key === "Session") return [];
    const line = `${trailer.key}: ${trailer.value}`.slice(0, MAX_VALUE);
    const read =
      index === MAX_TRAILERS
        ? trouble(`this commit has more than ${MAX_TRAILERS} trailers`, "say the rest in another commit, or a comment")
        : readTrailer(trailer);
    return "problem" in read
      ? [{ line, as, command: null, ...read }]
      : [{ line, as, command: read, problem: null, fix: null }];
  });
}

const VERB_OF = { Claim: "claim", Release: "release", Ack: "ack", Task: "task" } as const satisfies Readonly<
  Record<Exclude<Key, "Session">, string>
>;

function readTrailer({ key, value }: Trailer): ReturnType<typeof readVerb> {
  if (value.length > MAX_VALUE) return trouble(`this trailer is longer than ${MAX_VALUE} characters`, "say it shorter");
  if (!Object.hasOwn(VERB_OF, key)) return trouble(`${key} is no trailer that says something`);
  if (value === "") return trouble(`${key}: says nothing`, key === "Release" ? "write Release: all" : null);
  return readVerb(VERB_OF[key as keyof typeof VERB_OF], value);
}

const TRAILER = /^([A-Za-z0-9-]+)[ \t]*:(.*)$/s;

/** The lines of the last paragraph, where it is one of trailers as git sees it: all of them, or a quarter beside one of git's own. */
function block(message: string): readonly string[] {
  const lines = message.split("\n");
  const end = endOf(lines);
  const title = lines.findIndex((line) => !line.startsWith("#") && line.trim() === "");
  if (title === -1) return [];
  let [trailers, others, continued, isOurs] = [0, 0, 0, false];
  for (let at = end - 1; at >= title; at -= 1) {
    const line = lines[at]!;
    if (line.startsWith("#")) {
      others += continued;
      continued = 0;
    } else if (line.trim() === "") {
      if (trailers + others + continued === 0 && !isOurs) continue;
      others += continued;
      const isBlock = isOurs ? trailers * 3 >= others : trailers > 0 && others === 0;
      return isBlock ? lines.slice(at + 1, end) : [];
    } else if (/^(?:Signed-off-by: |\(cherry picked from commit )/.test(line)) {
      trailers += 1;
      continued = 0;
      isOurs = true;
    } else if (TRAILER.test(line)) {
      trailers += 1;
      continued = 0;
    } else if (/^\s/.test(line)) continued += 1;
    else {
      others += 1 + continued;
      continued = 0;
    }
  }
  return [];
}

/** Behind the last line that counts: comments, empty lines and an old list of conflicts at the end do not. */
function endOf(lines: readonly string[]): number {
  let end = lines.length;
  let rest: number | null = null;
  let inConflicts = false;
  for (const [at, line] of lines.entries()) {
    if (line === "" || line.startsWith("#")) rest ??= at;
    else if (line === "Conflicts:") {
      inConflicts = true;
      rest ??= at;
    } else if (!(inConflicts && line.startsWith("\t"))) {
      rest = null;
      inConflicts = false;
    }
  }
  if (rest !== null) end = rest;
  return end;
}
