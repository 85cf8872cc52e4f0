// who-may-push: members and architects move a team's branches, and some refs are nobody's.
import { whoMayPush } from "../../../src/core/rules/who-may-push.ts";
import { anActor, aPolicy, aPush, complaints, type Sketch, words } from "../a-push.ts";

test.each<[string, Sketch, string[]]>([
  ["a member may", {}, []],
  ["an architect may", { by: "ada" }, []],
  ["nobody else may", { by: "mallory" }, ["error"]],
  ["logins of an operating system keep their case", { by: "Grace" }, ["error"]],
  ["who is not known may not, undecided", { by: null }, ["error (undecided)"]],
  ["a team without members is open to all", { by: "mallory", branch: "qa/x" }, []],
  ["a session's branch is its team's", { by: "mallory", branch: "session-sA" }, ["error"]],
  ["a branch of no lane is open to all", { by: "mallory", branch: "other" }, []],
  ["trunk is the gate's business", { by: "mallory", branch: "main" }, []],
  ["tags are free", { by: "mallory", ref: "refs/tags/fw/x" }, []],
  ["other people's notes are free", { by: "mallory", ref: "refs/notes/lanekeepers" }, []],
  ["replacements are nobody's", { by: "ada", ref: "refs/replace/x" }, ["error"]],
  ["our own refs are nobody's", { by: "ada", ref: "refs/lanekeeper/x" }, ["error"]],
  ["our own notes are nobody's", { by: "ada", ref: "refs/notes/lanekeeper" }, ["error"]],
  ["nor is what could hide them", { by: "ada", ref: "refs/notes/lanekeeper/x" }, ["error"]],
])("%s", (_, sketch, expected) => {
  expect(complaints(whoMayPush, aPush(sketch))).toEqual(expected);
});

test("logins and teams of a forge are compared as the forge does", () => {
  const policy = aPolicy('teams: {fw: {write: ["src/"], members: [grace, "@acme/fw"]}}', "shared: []");
  const by = (login: string, ...groups: string[]) => ({ ...aPush({}), by: { login, groups, foldsCase: true } });
  expect(complaints(whoMayPush, by("GRACE"), policy)).toEqual([]);
  expect(complaints(whoMayPush, by("linus", "@Acme/FW"), policy)).toEqual([]);
  expect(complaints(whoMayPush, by("@acme/fw"), policy)).toEqual(["error"]);
  expect(complaints(whoMayPush, { ...aPush({}), by: { ...anActor("linus"), groups: ["@acme/qa"] } }, policy)).toEqual([
    "error",
  ]);
});

test("it says what was tried and who could", () => {
  const rest = "branches of team fw; its members (grace) and architects may";
  const fix = "push as one of them, or ask an architect to add you to `members`";
  expect(words(whoMayPush, aPush({ by: "mallory" }))).toEqual([`mallory may not push ${rest} → ${fix}`]);
  expect(words(whoMayPush, aPush({ by: "mallory", forced: true }))).toEqual([
    `mallory may not force-push ${rest} → ${fix}`,
  ]);
  expect(words(whoMayPush, aPush({ by: null, after: null }))).toEqual([
    `somebody unknown may not delete ${rest} → push in a way that says who you are, or ask the server's administrator which identity source it goes by (lanekeeper install --identity)`,
  ]);
  expect(words(whoMayPush, aPush({ ref: "refs/replace/x" }))).toEqual([
    "refs/replace/x may not be pushed: refs like it change what everybody reads → push without it",
  ]);
});
