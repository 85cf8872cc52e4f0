// Verdicts that lean on what is not so any more: a claim that ended, a rule that an architect has set aside since.
import type { Judged, Subject } from "./entry.ts";
import type { State } from "./state.ts";

/** The subjects to be judged again, although neither their head nor the policy changed. */
export const staleSubjects = (state: State): readonly Subject[] =>
  [...state.verdicts.values()]
    .filter((each) => leansOnClaim(state, each) || isOverridden(state, each))
    .map(({ subject }) => subject);

function leansOnClaim({ claims }: State, { findings }: Judged): boolean {
  return findings.some(({ claim, path }) => {
    if (claim === undefined) return false;
    if (claims.get(claim) === undefined) return true;
    // It may have let go of some of its paths.
    for (const found of path === null ? [] : claims.matching(path)) if (found.claim.id === claim) return false;
    return true;
  });
}

function isOverridden({ overrides, pulls }: State, { subject, findings }: Judged): boolean {
  const branch = subject.startsWith("branch:")
    ? subject.slice("branch:".length)
    : (pulls.get(Number(subject.replace("pull:", "")))?.branch ?? null);
  const rules = branch === null ? [] : (overrides.get(branch) ?? []).map(({ rule }) => rule);
  return rules.some((rule) => findings.some((each) => each.rule === rule && each.level !== "notice"));
}
