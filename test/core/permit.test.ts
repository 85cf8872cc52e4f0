// Permits: who may write a path and which line says so, in the order protected, announcement, reply, shared, scope.
import { bind } from "../../src/core/binding.ts";
import { describeScope, owners, permit } from "../../src/core/permit.ts";
import { anActor, aPolicy } from "./a-push.ts";

const POLICY = aPolicy(
  'shared: ["notes/", "ci/"]',
  'teams: {fw: {write: ["src/", "docs/", ANNOUNCEMENT.md]}, qa: {write: ["test/", "docs/"]}}',
);
const YML = ".github/lanekeeper.yml";

test.each([
  ["fw/x", "grace", "src/a", true, null, "team fw", `${YML}:6:22 src/`],
  [
    "fw/x",
    "grace",
    "test/a",
    false,
    null,
    "team fw",
    `outside the write scope of team fw (${YML}:6:22 src/, ${YML}:6:30 docs/, ${YML}:6:39 ANNOUNCEMENT.md)`,
  ],
  [
    "fw/x",
    "ada",
    "test/a",
    false,
    null,
    "team fw",
    `outside the write scope of team fw (${YML}:6:22 src/, ${YML}:6:30 docs/, ${YML}:6:39 ANNOUNCEMENT.md)`,
  ],
  ["fw/x", "grace", "ci/run", false, "protected", "architects", `${YML}:3:13 ci/`],
  ["fw/x", "ada", "ci/run", true, "protected", "architects", `${YML}:3:13 ci/`],
  ["fw/x", "grace", YML, false, "protected", "architects", `${YML}, by default`],
  ["fw/x", "grace", "ANNOUNCEMENT.md", false, "announcement", "architects", "the announcement of a round"],
  ["fw/x", "ada", "ANNOUNCEMENT.md", true, "announcement", "architects", "the announcement of a round"],
  ["fw/x", "grace", "REPLY.md", true, null, "team fw", "the reply of a round"],
  [
    "session-sC",
    "grace",
    "REPLY.md",
    false,
    null,
    "session sC",
    `outside the write scope of session sC (${YML}:2:25 docs/)`,
  ],
  ["session-sC", "grace", "docs/a", true, null, "session sC", `${YML}:2:25 docs/`],
  ["fw/x", "grace", "notes/a", true, null, "everybody bound", `${YML}:5:10 notes/`],
  [
    "session-sZ",
    "grace",
    "src/a",
    false,
    null,
    "session sZ",
    "outside the write scope of session sZ, which has only the shared paths",
  ],
  ["other", "grace", "test/a", true, null, "anybody", "branch other is bound to no team or session"],
  ["other", "grace", "ci/run", false, "protected", "architects", `${YML}:3:13 ci/`],
])("on %s, may %s write %s? %j", (branch, login, path, allowed, guard, by, because) => {
  expect(permit(POLICY, bind(POLICY, branch), anActor(login), path)).toEqual({ allowed, guard, by, because });
});

test.each([
  ["docs/a", ["team fw", "team qa", "session sC"]],
  ["src/a", ["team fw"]],
  ["ci/run", []],
])("%s is of %j", (path, expected) => {
  expect(owners(POLICY, path)).toEqual(expected);
});

test("a long scope is told by its first five patterns", () => {
  const policy = aPolicy("teams: {fw: {write: [a, b, c, d, e, f, g]}}");
  expect(describeScope(policy, bind(policy, "fw/x"))).toMatch(/ a, .* e and 2 more\)$/);
});
