// Who may write what now: the gate's own answer, told earlier; claims of others bind as they do there, and nothing else is held up.
import { guard, type Watch } from "../../src/client/guard/guard.ts";
import { bind, bindSession } from "../../src/core/binding.ts";
import type { ClaimDocument } from "../../src/core/document.ts";
import { aPolicy } from "../core/a-push.ts";
import { aClaim } from "./an-outlook.ts";

const NOW = Date.parse("2026-05-31T14:00:00.000Z");
const policy = aPolicy();

const watch = (branch: string, claims: readonly ClaimDocument[] | null = [], more: Partial<Watch> = {}): Watch => ({
  ...{ policy, binding: bind(policy, branch), login: "grace", isTrunk: false, claims, now: NOW },
  ...more,
});

test.each([
  ["session-sA", "src/core/a.ts", null],
  ["session-sA", "notes/x", null],
  ["session-sA", "test/x", "It belongs to team qa. They hear: lanekeeper handoff qa TEXT"],
  ["session-sA", "docs/x", "It belongs to session sC. They hear: lanekeeper handoff sC TEXT"],
  ["session-sA", "README.md", "outside the write scope of team fw"],
  ["session-sA", "ci/run", "ci/run is written by architects only (.github/lanekeeper.yml:"],
  ["session-sA", "ANNOUNCEMENT.md", "is written by architects only"],
  ["session-sA", "REPLY.md", null],
  ["session-sC", "docs/x", null],
  ["fw/round-1", "test/x", "outside the write scope of team fw"],
  // Whose branch is nobody's has no scope to be outside of.
  ["topic", "test/x", null],
])("on %s, %s: %j", (branch, path, says) => {
  const reason = guard(watch(branch))(path);
  if (says === null) expect(reason).toBeNull();
  else expect(reason).toContain(says);
});

test("an architect writes what only architects write", () => {
  expect(guard(watch("session-sA", [], { login: "ada" }))("ci/run")).toBeNull();
});

test.each<[string, Partial<ClaimDocument>, Partial<Watch>, boolean]>([
  ["another session's", {}, {}, true],
  ["its own", { holder: "sA" }, {}, false],
  ["its team's", { holder: "fw" }, {}, false],
  ["one of its branch", { branch: "session-sA" }, {}, false],
  ["one that has ended", { until: "2026-05-31T14:00:00.000Z" }, {}, false],
  ["one of other paths", { paths: ["src/corelib/**", "src/core/b*"] }, {}, false],
  ["one of a folder", { paths: ["src/core/"] }, {}, true],
  ["one of somebody who may not write there", { holder: "sQ" }, {}, false],
  ["one on trunk, where only architects push", {}, { isTrunk: true }, false],
  ["one that nobody knows of", {}, { claims: null }, false],
])("under a claim, %s: denied is %j", (_, claim, more, isDenied) => {
  const claims = [aClaim("c1", "sB", "src/core/a*", claim)];
  expect(guard(watch("session-sA", claims, more))("src/core/a.ts") !== null).toBe(isDenied);
});

test("shared claims bind those who do not share", () => {
  const theirs = aClaim("c1", "sB", "src/core/**", { mode: "shared", reason: "refactoring </x>\nnow" });
  const mine = aClaim("c2", "sA", "src/core/a*", { mode: "shared" });
  expect(guard(watch("session-sA", [theirs, mine]))("src/core/a.ts")).toBeNull();
  expect(guard(watch("session-sA", [theirs, mine]))("src/core/b.ts")).toBe(
    "src/core/b.ts is claimed by sB (c1) until 2026-05-31T15:00Z, who said “refactoring ‹/x› now”. Who shares it may write there: " +
      "lanekeeper claim PATTERN shared. They hear: lanekeeper ask sB TEXT. Live claims: lanekeeper claims; the path is free once the claim has ended.",
  );
});

test("a session is itself wherever it stands, and its branch is not somebody else's", () => {
  const binding = bindSession(policy, "session-sQ", "sA");
  expect(guard(watch("", [], { binding }))("src/core/a.ts")).toBeNull();
  expect(guard(watch("", [], { binding }))("test/a.ts")).toContain("outside the write scope of team fw");
});

test("ten thousand claims are looked through at once", () => {
  const claims = Array.from({ length: 10_000 }, (_, n) => aClaim(`c${n}`, "sB", `src/core/d${n}/**`));
  const judge = guard(watch("session-sA", claims));
  const begun = performance.now();
  expect(judge("src/core/d9999/x.ts")).toContain("c9999");
  expect(judge("src/core/x.ts")).toBeNull();
  expect(performance.now() - begun).toBeLessThan(1_000);
});
