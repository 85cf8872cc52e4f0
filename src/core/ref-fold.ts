// Folds how refs move and end: who moved which from what to what, and the last verdict of what may have been merged.
import type { Entry, Judged, Subject } from "./entry.ts";
import type { Ref } from "./model.ts";
import { subjectOf } from "./queue.ts";
import type { Ended, RefMove } from "./state.ts";

/** More are not kept: whatever was merged before them was judged on trunk long ago. */
const MAX_ENDED = 1000;

export interface RefDraft {
  moves: Map<Ref, readonly RefMove[]>;
  verdicts: Map<Subject, Judged>;
  ended: Map<Subject, Ended>;
  overrides: Map<string, unknown>;
}

export function moved(draft: RefDraft, { ref, before, after, by }: Entry & { kind: "ref-moved" }): void {
  if (after === null) {
    draft.moves.delete(ref);
    draft.overrides.delete(ref.replace("refs/heads/", ""));
    end(draft, subjectOf(ref));
    return;
  }
  draft.moves.set(ref, [...(draft.moves.get(ref) ?? []), { before, after, by }]);
}

/** It is over; of what may have been merged the last verdict is kept. */
export function end(draft: RefDraft, subject: Subject): void {
  const last = draft.verdicts.get(subject);
  if (last === undefined) return;
  draft.verdicts.delete(subject);
  if (subject.startsWith("branch:")) return;
  draft.ended.delete(subject);
  draft.ended.set(subject, { head: last.head, base: last.base, verdict: last.verdict });
  if (draft.ended.size > MAX_ENDED) draft.ended.delete(draft.ended.keys().next().value!);
}
