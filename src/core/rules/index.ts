// Every rule there is, one file each. Adding a rule is adding a file and a line here.
import { announcementAuthor } from "./announcement-author.ts";
import { claimOverlap } from "./claim-overlap.ts";
import { commitPrefix } from "./commit-prefix.ts";
import { history } from "./history.ts";
import { oddPaths } from "./odd-paths.ts";
import { policyValid } from "./policy-valid.ts";
import { protectedPaths } from "./protected-paths.ts";
import { replyRound } from "./reply-round.ts";
import { roundArtifacts } from "./round-artifacts.ts";
import type { Rule } from "./rule.ts";
import { trunkGate } from "./trunk-gate.ts";
import { unmatchedBranch } from "./unmatched-branch.ts";
import { whoMayPush } from "./who-may-push.ts";
import { writeScope } from "./write-scope.ts";

export const RULES: readonly Rule[] = [
  policyValid,
  trunkGate,
  whoMayPush,
  unmatchedBranch,
  protectedPaths,
  announcementAuthor,
  replyRound,
  roundArtifacts,
  writeScope,
  oddPaths,
  claimOverlap,
  commitPrefix,
  history,
];
