// An announcement may narrow the write scope of its team on its branch, never widen it: a path must match both.
import { compile } from "../glob.ts";
import type { Path } from "../model.ts";
import type { Policy } from "../policy.ts";
import type { Case } from "../rules/rule.ts";
import { onRound } from "./case.ts";

export interface Narrowing {
  readonly allows: (path: Path) => boolean;
  /** In words, with its place. */
  readonly says: string;
}

/** Does an announcement have a say in a path that may be written? What is shared and the files of the round are left alone. */
export function isNarrowable(policy: Policy, path: Path): boolean {
  const { reply } = policy.rounds;
  return !policy.shared.set.has(path) && path !== reply && !path.endsWith(`/${reply}`);
}

/** Null where nothing narrows. Once both files are tidied away, what was announced still holds. */
export function narrowing(subject: Case): Narrowing | null {
  const here = onRound(subject);
  if (here === null) return null;
  const { announced, mine } = here;
  const scope = announced?.read.value?.scope ?? null;
  if (announced !== null && scope !== null) {
    const at = scope[0]?.at;
    const place = at == null ? "" : ` (${at.path}:${at.line}:${at.column})`;
    return narrow(
      scope.map(({ text }) => text),
      `what the announcement narrows it to${place}`,
    );
  }
  const kept = announced === null && mine?.branch === subject.binding.branch ? mine.announcement.scope : null;
  return kept === null ? null : narrow(kept, `what the announcement of round ${here.number} narrowed it to`);
}

function narrow(patterns: readonly string[], says: string): Narrowing {
  const set = compile(patterns);
  return { allows: (path) => set.has(path), says: `${says}: ${patterns.join(", ")}` };
}
