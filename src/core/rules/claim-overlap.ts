// claim-overlap: nobody writes what somebody else has claimed (PROTOCOL §5). Green by itself once the claim has ended.
import { blame, sessionOfCommit } from "../attribution.ts";
import type { Claim, ClaimView } from "../claims/claims.ts";
import { binds, type Lanes, lanesOf } from "../claims/lane.ts";
import type { Complaint } from "../finding.ts";
import { minute } from "../instant.ts";
import type { Path } from "../model.ts";
import { quotePath } from "../path.ts";
import type { Case, Rule } from "./rule.ts";

export const claimOverlap: Rule = {
  id: "claim-overlap",
  about: "Nothing is written under somebody else's live claim: a warning, or an error under `claims: {mode: enforce}`.",
  check: (subject) => {
    const { policy, push } = subject;
    // What comes to trunk was looked at where it came from, unless sessions push there themselves.
    const isPast = push.merged || (push.ref === push.trunk.ref && policy.trunk === "branch");
    if (isPast || push.changes.length === 0) return [];
    if (push.claims === null) return policy.claims.mode === "enforce" ? [UNANSWERED] : [];
    if (push.claims.table.size === 0) return [];
    return [...trespasses(subject, push.claims)].map(([claim, paths]) => complain(subject, claim, paths));
  },
};

const UNANSWERED: Complaint = {
  level: "error",
  undecided: true,
  message: "the server does not answer, so nobody can tell who claims these paths",
  fix: "push again once it answers; an administrator sees why with: lanekeeper doctor",
};

/** The paths written under each claim that binds them and is somebody else's. */
function trespasses(subject: Case, { table, now }: NonNullable<Case["push"]["claims"]>): Map<Claim, Path[]> {
  const lanes = lanesOf(subject.policy);
  const isOwn = ownership(subject, table);
  const found = new Map<Claim, Path[]>();
  for (const { path } of subject.push.changes) {
    for (const { claim } of table.matching(path)) {
      if (claim.until <= now || !bindsHere(lanes, claim, path) || isOwn(claim, path)) continue;
      const paths = found.get(claim);
      if (paths === undefined) found.set(claim, [path]);
      else if (paths.at(-1) !== path) paths.push(path);
    }
  }
  return found;
}

const bindsHere = (lanes: Lanes, { holder }: Claim, path: Path): boolean => binds(lanes, holder, path);

/** A claim is one's own by its holder, by its branch, by the session a commit names where no branch does, and by sharing it. */
function ownership({ binding, push }: Case, table: ClaimView): (claim: Claim, path: Path) => boolean {
  const names = [binding.session, binding.team?.name ?? null].filter((name) => name !== null);
  const blamed = binding.session === null ? blame(push.commits) : new Map();
  const holds = (holder: string, path: Path) =>
    names.includes(holder) || (blamed.has(path) && sessionOfCommit(blamed.get(path)!) === holder);
  return (claim, path) => {
    if (holds(claim.holder, path) || (claim.branch !== null && claim.branch === binding.branch)) return true;
    if (claim.mode === "exclusive") return false;
    for (const { claim: other } of table.matching(path))
      if (other.mode === "shared" && other !== claim && holds(other.holder, path)) return true;
    return false;
  };
}

const SHOWN = 3;

function complain({ policy }: Case, claim: Claim, paths: readonly Path[]): Complaint {
  const { id, holder, mode, until, reason } = claim;
  const shown = paths.slice(0, SHOWN).map(quotePath).join(", ");
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : "";
  const why = reason === null ? "" : `: ${reason}`;
  const wait = `wait until ${holder} releases it, or ask them with: /ask ${holder} …`;
  const share = mode === "shared" ? "claim it too, with: /claim PATTERN shared; " : "";
  return {
    level: policy.claims.mode === "enforce" ? "error" : "warning",
    message: `${shown}${more} ${paths.length === 1 ? "is" : "are"} claimed by ${holder} (${id}) until ${minute(until)}${why}`,
    path: paths[0]!,
    claim: id,
    fix: `${share}${wait}; an architect can override it`,
  };
}
