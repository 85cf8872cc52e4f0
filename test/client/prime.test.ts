// What of the state a session is told: what concerns it, the urgent apart, near claims and far ones.
import { outlookOf } from "../../src/client/prime.ts";
import type { RoundDocument } from "../../src/core/document.ts";
import { aClaim, aDocument, aMessage, aSession, T } from "./an-outlook.ts";

const ASKER = { repo: "local/p", who: "sA", team: "fw", branch: "session-sA", scope: ["src/core/**"] };
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

test("messages for it and its team wait; what is over or somebody else's does not", () => {
  const messages = [
    aMessage("m1", "sA"),
    aMessage("m2", "fw"),
    aMessage("m3", "sQ"),
    aMessage("m4", "sA", { status: "answered" }),
    aMessage("m5", "all", { addressees: { sA: "seen", sQ: "sent" } }),
    aMessage("m6", "all", { addressees: { sA: "done", fw: "seen" } }),
  ];
  expect(ids(outlookOf(aDocument({ messages }), ASKER).waiting)).toEqual(["m1", "m2", "m5", "m6"]);
});

test.each([
  ["overdue and for it", aMessage("m1", "sA", { overdue: true }), true],
  ["a dead letter for its team", aMessage("m1", "fw", { dead: true }), true],
  ["overdue and for somebody else", aMessage("m1", "sQ", { overdue: true }), false],
  ["from it, and nobody answers", aMessage("m1", "sQ", { from: "sA", dead: true }), true],
  ["from it, and blocked", aMessage("m1", "sQ", { from: "sA", status: "blocked" }), true],
  ["from it, and merely sent", aMessage("m1", "sQ", { from: "sA" }), false],
  ["from its team, and blocked for one", aMessage("m1", "all", { from: "fw", addressees: { sQ: "blocked" } }), true],
])("%s: urgent is %j", (_, message, isUrgent) => {
  const { urgent, waiting } = outlookOf(aDocument({ messages: [message] }), ASKER);
  expect([ids(urgent).length > 0, ids(waiting).includes("m1") && isUrgent]).toEqual([isUrgent, false]);
});

test.each([
  ["src/core/a.ts", true],
  ["src/core/**", true],
  ["src/**", true],
  ["**", true],
  ["src/corelib/**", false],
  ["docs/**", false],
  ["test/deep/other/**", false],
  // It touched test/unit/a.ts and Makefile last.
  ["test/unit/b.ts", true],
  ["Makefile", true],
  ["README.md", false],
])("another's claim of %s is near: %j", (path, isNear) => {
  const self = aSession("sA", { paths: ["test/unit/a.ts", "Makefile"] });
  const { near, elsewhere } = outlookOf(aDocument({ sessions: [self], claims: [aClaim("c1", "sQ", path)] }), ASKER);
  expect([ids(near), elsewhere]).toEqual(isNear ? [["c1"], 0] : [[], 1]);
});

test("its own claims and its team's are its, and what lies beside them is near", () => {
  const claims = [aClaim("c1", "sA", "lib/a/**"), aClaim("c2", "fw", "x.ts"), aClaim("c3", "sQ", "lib/a/b.ts")];
  const { mine, near } = outlookOf(aDocument({ claims }), ASKER);
  expect([ids(mine), ids(near)]).toEqual([["c1", "c2"], ["c3"]]);
});

test("open rounds of its team come first, and closed ones not at all", () => {
  const round = (number: number, state: string, team: string): RoundDocument => ({
    ...{ round: number, title: null, state, deadline: null, depends_on: [], closed: null },
    teams: [
      { team, state: "working", status: null, branch: null, late: false, since: T, revision: null, reset: false },
    ],
  });
  const rounds = [round(1, "closed", "fw"), round(2, "open", "fw"), round(3, "open", "qa")];
  const told = outlookOf(aDocument({ rounds }), ASKER).rounds;
  expect(told.map(({ round, mine }) => [round.round, mine?.team ?? null])).toEqual([
    [2, "fw"],
    [3, null],
  ]);
});

test("what the policy does not say of the team the server does, and of nobody nothing is told but what is everybody's", () => {
  const sessions = [
    aSession("sA", { team: "qa", task: "t", keeps: { k: "v" } }),
    aSession("sB", { last_seen: "2027" }),
  ];
  const messages = [aMessage("m1", "qa")];
  const told = outlookOf(aDocument({ sessions, messages }), { ...ASKER, team: null });
  expect([told.me.team, ids(told.waiting), told.task, told.keeps, ids(told.others)]).toEqual([
    "qa",
    ["m1"],
    "t",
    { k: "v" },
    ["sB"],
  ]);
  const nobody = outlookOf(aDocument({ sessions, messages }), { ...ASKER, who: null, team: null, scope: [] });
  expect([nobody.waiting, nobody.task, ids(nobody.others)]).toEqual([[], null, ["sB", "sA"]]);
});
