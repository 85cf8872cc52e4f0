// Which paths a push writes, and whose they are: shown by real pushes.
import { FILES, table } from "./world.ts";

const BAD = "✗ write-scope";

table(
  {},
  {
    "a file in the team's scope is accepted": { files: { "expertdomain/new.ts": "new\n" }, findings: [] },
    "a new file outside the scope is refused": { files: { "qa/new.md": "new\n" }, findings: [`${BAD} qa/new.md`] },
    "every offender is listed, not only the first": {
      files: { "README.md": "x\n", "expertdomain/fine.ts": "x\n", "qa/new.md": "x\n", "zebra.md": "x\n" },
      findings: [`${BAD} README.md`, `${BAD} qa/new.md`, `${BAD} zebra.md`],
    },
    "a rename out of another team's folder is refused for the side it left": {
      files: { "expertdomain/plan.md": { movedFrom: "qa/plan.md" } },
      findings: [`${BAD} qa/plan.md`],
    },
    "a rename into another team's folder is refused for the side it reached": {
      files: { "qa/core.ts": { movedFrom: "expertdomain/core.ts" } },
      findings: [`${BAD} qa/core.ts`],
    },
    "a rename between two folders of other teams is refused on both sides": {
      files: { "tools/plan.md": { movedFrom: "qa/plan.md" } },
      findings: [`${BAD} qa/plan.md`, `${BAD} tools/plan.md`],
    },
    "a copy of another team's file into the own scope writes nothing of theirs": {
      files: { "expertdomain/plan.md": FILES["qa/plan.md"]! },
      findings: [],
    },
    "a deletion outside the scope is refused": { files: { "qa/plan.md": null }, findings: [`${BAD} qa/plan.md`] },
    "a deletion of another team's whole folder lists every file": {
      files: { qa: null },
      findings: [`${BAD} qa/cases/one.md`, `${BAD} qa/plan.md`, `${BAD} qa/run.sh`],
    },
    "a change of nothing but the mode is refused outside the scope": {
      files: { "qa/run.sh": { exec: "echo\n" } },
      findings: [`${BAD} qa/run.sh`],
    },
    "a change of nothing but the mode is accepted inside the scope": {
      files: { "expertdomain/run.sh": { exec: "echo\n" } },
      findings: [],
    },
    "a folder replaced by a file of its name counts every file that went": {
      files: { qa: "x\n" },
      findings: [`${BAD} qa`, `${BAD} qa/cases/one.md`, `${BAD} qa/plan.md`, `${BAD} qa/run.sh`],
    },
    "a file with the name of the scope's folder is not below it": {
      files: { expertdomain: "x\n" },
      findings: [`${BAD} expertdomain`],
    },
    "src/app covers what is below it": { files: { "src/app/deep/er.ts": "x\n" }, findings: [] },
    "src/app does not cover src/apple": {
      files: { "src/apple/main.ts": "x\n" },
      findings: [`${BAD} src/apple/main.ts`],
    },
    "src/app does not cover src/app.ts": { files: { "src/app.ts": "x\n" }, findings: [`${BAD} src/app.ts`] },
    "dotfiles and dotted folders in the scope are in the scope": {
      files: { "expertdomain/.env": "x\n", "expertdomain/.cache/.keep": "" },
      findings: [],
    },
    "dotfiles outside the scope are outside the scope": {
      files: { ".env": "x\n", ".github/workflows/ci.yml": "x\n", "qa/.keep": "" },
      findings: [`${BAD} .env`, `${BAD} .github/workflows/ci.yml`, `${BAD} qa/.keep`],
    },
    "the shared paths are everybody's who is bound": { files: { "common/board.md": "x\n" }, findings: [] },
    "an alias of the team binds as its name does": {
      on: "fw/work",
      files: { "expertdomain/new.ts": "x\n", "qa/new.md": "x\n" },
      findings: [`${BAD} qa/new.md`],
    },
    "a session's branch has the scope of the session's team": {
      on: "session-sC",
      says: "[sC] Plan more",
      files: { "qa/new.md": "x\n", "expertdomain/new.ts": "x\n" },
      findings: [`${BAD} expertdomain/new.ts`],
    },
    "a session of no team has the scope the policy gives it": {
      on: "session-sD",
      says: "[sD] Guide better",
      files: { "docs/new.md": "x\n", "qa/new.md": "x\n" },
      findings: [`${BAD} qa/new.md`],
    },
    "a session that nobody registered has the shared paths only": {
      on: "session-sZ",
      says: "[sZ] Look around",
      files: { "docs/new.md": "x\n", "common/new.md": "x\n" },
      findings: [`${BAD} docs/new.md`],
    },
    "a commit without the session's prefix is refused on the session's branch": {
      on: "session-sC",
      says: "Plan more",
      files: { "qa/new.md": "x\n" },
      findings: ["✗ commit-prefix"],
    },
    "another session's prefix is refused on a session's branch": {
      on: "session-sC",
      says: "[sA] Plan more",
      files: { "qa/new.md": "x\n" },
      findings: ["✗ commit-prefix"],
    },
    "a prefix of another team's session is refused on a team's branch": {
      says: "[sC] Plan more",
      files: { "expertdomain/new.ts": "x\n" },
      findings: ["✗ commit-prefix"],
    },
    "a session on a branch of a team it does not belong to is refused": {
      on: "framework/work-sC",
      says: "[sC] Help out",
      files: { "expertdomain/new.ts": "x\n" },
      findings: ["✗ commit-prefix"],
    },
    "a login that is no member may not push the team's branches": {
      on: "tools/work",
      files: { "tools/new.ts": "x\n" },
      findings: ["✗ who-may-push"],
    },
    "a member may push the team's branches": {
      by: "tom",
      on: "tools/work",
      files: { "tools/new.ts": "x\n" },
      findings: [],
    },
    "an architect is subject to the team's scope": {
      by: "ada",
      files: { "qa/new.md": "x\n" },
      findings: [`${BAD} qa/new.md`],
    },
    "a branch of no team or session may be pushed with anything in it": {
      on: "wip",
      files: { "qa/new.md": "x\n", "README.md": null },
      findings: [],
    },
    "a protected path is refused on every branch, also on one of no team": {
      on: "wip",
      files: { LICENSE: "mine\n", "ci/run": "x\n" },
      findings: ["✗ protected-paths LICENSE", "✗ protected-paths ci/run"],
    },
    "an architect may change a protected path on a team's branch": {
      by: "ada",
      files: { LICENSE: "ours\n" },
      findings: [],
    },
  },
);
