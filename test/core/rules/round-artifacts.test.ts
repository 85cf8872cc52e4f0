// round-artifacts: letters between a team and an architect stay out of trunk, unless the policy lets them in.
import { roundArtifacts } from "../../../src/core/rules/round-artifacts.ts";
import { aPolicy, aPush, complaints } from "../a-push.ts";

const diff = "+ANNOUNCEMENT.md +REPLY.md +src/core/REPLY.md ~src/core/a.ts";

test("a pull request to trunk carries neither file", () => {
  expect(complaints(roundArtifacts, aPush({ kind: "pull", diff }))).toEqual([
    "error ANNOUNCEMENT.md",
    "error REPLY.md",
    "error src/core/REPLY.md",
  ]);
});

test("deleting them, pushing them to a branch, and a policy that takes them are fine", () => {
  expect(complaints(roundArtifacts, aPush({ kind: "pull", diff: "-ANNOUNCEMENT.md -REPLY.md" }))).toEqual([]);
  expect(complaints(roundArtifacts, aPush({ diff }))).toEqual([]);
  expect(complaints(roundArtifacts, aPush({ kind: "pull", diff }), aPolicy("rounds: {artifacts: allow}"))).toEqual([]);
});
