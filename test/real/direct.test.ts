// `trunk: direct`: sessions push to trunk itself, and each commit stands for itself.
import { story, table, type World } from "./world.ts";

const DIRECT = {
  policy: `architects: [ada]
teams:
  framework: {write: ["expertdomain/"], sessions: [sA, sB]}
  qa: {write: ["qa/"], sessions: [sC]}
shared: ["common/"]
protected: [LICENSE]
trunk: direct
`,
};
const CLEAN = { accepted: true, findings: [] };

table(DIRECT, {
  "a session's commit in its scope lands on trunk": {
    on: "main",
    says: "[sA] Add one",
    files: { "expertdomain/one.ts": "1\n", "common/one.md": "1\n" },
    findings: [],
  },
  "a session's commit outside its scope is refused": {
    on: "main",
    says: "[sA] Add one",
    files: { "qa/one.md": "1\n", "expertdomain/one.ts": "1\n" },
    findings: ["✗ write-scope qa/one.md"],
  },
  "a session that nobody registered has the shared paths only": {
    on: "main",
    says: "[sZ] Add one",
    files: { "common/one.md": "1\n", "expertdomain/one.ts": "1\n" },
    findings: ["✗ write-scope expertdomain/one.ts"],
  },
  "a commit that names no session is refused": {
    on: "main",
    says: "Add one",
    files: { "expertdomain/one.ts": "1\n" },
    findings: ["✗ trunk-gate"],
  },
  "an architect's commit need name no session": { by: "ada", on: "main", files: { "qa/one.md": "1\n" }, findings: [] },
  "an architect's login widens no session's scope": {
    by: "ada",
    on: "main",
    says: "[sA] Add one",
    files: { "qa/one.md": "1\n" },
    findings: ["✗ write-scope qa/one.md"],
  },
  "a Session trailer names a session too": {
    on: "main",
    says: "Add one\n\nBecause.\n\nSession: sA\n",
    files: { "expertdomain/one.ts": "1\n", "qa/one.md": "1\n" },
    findings: ["✗ write-scope qa/one.md"],
  },
  "what git itself puts in front of a subject is looked behind": {
    on: "main",
    says: 'fixup! Revert "Reapply "[sC] Add one""',
    files: { "qa/one.md": "1\n" },
    findings: [],
  },
  "a revert is judged by the scope of the session it names": {
    on: "main",
    says: 'Revert "[sA] Add one"',
    files: { "qa/plan.md": null },
    findings: ["✗ write-scope qa/plan.md"],
  },
  "a protected path is refused whatever the session": {
    on: "main",
    says: "[sA] Free it",
    files: { LICENSE: "mine\n" },
    findings: ["✗ protected-paths LICENSE"],
  },
  "an announcement is an architect's on trunk too": {
    on: "main",
    says: "[sA] Announce",
    files: { "ANNOUNCEMENT.md": "mine\n" },
    findings: ["✗ announcement-author ANNOUNCEMENT.md"],
  },
  "a link out of the session's scope is refused": {
    on: "main",
    says: "[sA] Link",
    files: { "expertdomain/link": { link: "../qa/plan.md" } },
    findings: ["✗ odd-paths expertdomain/link"],
  },
});

story("each commit of a push is judged by its own session", DIRECT, async (w) => {
  await w.commit("main", { "expertdomain/one.ts": "1\n" }, { says: "[sA] Add one" });
  await w.commit("main", { "qa/one.md": "1\n" }, { says: "[sC] Add one" });
  expect(await w.push("grace", "main")).toMatchObject(CLEAN);
  await w.commit("main", { "expertdomain/one.ts": "2\n" }, { says: "[sA] Change one" });
  await w.commit("main", { "qa/one.md": "2\n", "expertdomain/two.ts": "2\n" }, { says: "[sC] Change two" });
  expect(await w.push("grace", "main")).toMatchObject({
    accepted: false,
    findings: ["✗ write-scope expertdomain/two.ts"],
  });
});

story("a commit out of scope is refused although a later one takes it back", DIRECT, async (w) => {
  await w.commit("main", { "qa/plan.md": "oops\n" }, { says: "[sA] Oops" });
  await w.commit("main", { "qa/plan.md": "plan\n" }, { says: '[sC] Take back "oops"' });
  expect(await w.push("grace", "main")).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
});

const aside = async (w: World) => {
  await w.commit("side", { "expertdomain/side.ts": "1\n" }, { says: "[sA] Add aside" });
  await w.commit("main", { "qa/one.md": "1\n" }, { says: "[sC] Add one" });
};

story("a merge on trunk is fine while it changes nothing itself", DIRECT, async (w) => {
  await aside(w);
  await w.merge("main", ["side"]);
  expect(await w.push("grace", "main")).toMatchObject(CLEAN);
});

story("a merge on trunk with a change of its own is refused, in whoever's scope it is", DIRECT, async (w) => {
  await aside(w);
  await w.merge("main", ["side"], { says: "[sA] Merge aside", files: { "expertdomain/core.ts": "evil\n" } });
  expect(await w.push("grace", "main")).toMatchObject({
    accepted: false,
    findings: ["✗ trunk-gate expertdomain/core.ts"],
  });
  expect(await w.push("ada", "main")).toMatchObject(CLEAN);
});

story("a merge brings no commit that may not stand on trunk", DIRECT, async (w) => {
  await w.commit("side", { "qa/side.md": "1\n" }, { says: "[sA] Add aside" });
  await w.commit("main", { "qa/one.md": "1\n" }, { says: "[sC] Add one" });
  await w.merge("main", ["side"]);
  expect(await w.push("grace", "main")).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/side.md"] });
});

story("nobody but an architect drops commits from trunk or deletes it", DIRECT, async (w) => {
  await w.admin("config", "receive.denyDeleteCurrent", "ignore");
  const before = await w.oid("origin/main");
  await w.commit("main", { "expertdomain/one.ts": "1\n" }, { says: "[sA] Add one" });
  expect(await w.push("grace", "main")).toMatchObject(CLEAN);
  expect(await w.push("grace", `+${before}:refs/heads/main`)).toMatchObject({
    accepted: false,
    findings: ["✗ trunk-gate"],
  });
  expect(await w.push("grace", ":refs/heads/main")).toMatchObject({ accepted: false, findings: ["✗ trunk-gate"] });
  expect(await w.push("ada", `+${before}:refs/heads/main`)).toMatchObject(CLEAN);
});
