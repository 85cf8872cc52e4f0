// The state document: every key of its contract, what time makes of it, and nobody in it who was never seen.
import { documentOf } from "../../src/core/document.ts";
import { finding } from "../../src/core/finding.ts";
import { acked, active, aState, at, claimed, type Said, sent } from "./a-fleet.ts";

test("a session that was never seen is not in it; one that was is there with all that is known of it", () => {
  const state = aState(
    [1, active("sA", 1, "session-sA", ["src/a.ts", "src/\udcff"])],
    [2, { kind: "task-set", session: "sA", text: "the parser" }, { kind: "kept", session: "sA", key: "k", text: "v" }],
  );
  expect(documentOf(state, at(3)).sessions).toEqual([
    {
      id: "sA",
      name: "Sintra",
      team: "framework",
      branch: "session-sA",
      task: "the parser",
      presence: "active",
      last_seen: at(1),
      paths: ["src/a.ts", '"src/\\377"'],
      keeps: { k: "v" },
    },
  ]);
});

test.each([
  [5, "active"],
  [6, "idle"],
  [60, "idle"],
  [61, "stale"],
  [360, "stale"],
  [361, "gone"],
])("seen at minute 1, at minute %d a session is %s", (minute, presence) => {
  expect(documentOf(aState([1, active("sA", 1)]), at(minute)).sessions[0]?.presence).toBe(presence);
});

test("a claim is in it until the moment it ends, although no tick was taken", () => {
  const state = aState([1, claimed("c1", "sA", "src/**", { until: at(10), renews: null, reason: "r", task: "#7" })]);
  expect(documentOf(state, at(9)).claims).toEqual([
    {
      id: "c1",
      paths: ["src/**"],
      holder: "sA",
      mode: "exclusive",
      until: at(10),
      renews: null,
      reason: "r",
      task: "#7",
      branch: null,
    },
  ]);
  expect(documentOf(state, at(10)).claims).toEqual([]);
});

describe("a message", () => {
  const of = (minute: number, ...said: Said[]) => documentOf(aState(...said), at(minute)).messages;

  test("has the keys of the contract, and no acks unless it is to all", () => {
    expect(of(2, [1, sent("m1", "sB", "which way?", { ref: "#12" })])).toEqual([
      {
        id: "m1",
        at: at(1),
        from: "sA",
        to: "sB",
        type: "question",
        ref: "#12",
        text: "which way?",
        status: "sent",
        addressees: { sB: "sent" },
        answers: null,
        said: null,
        overdue: false,
        dead: false,
      },
    ]);
  });

  test("to all stands where the least advanced ack stands, and says how far each is", () => {
    const toAll = sent("m1", "all", "hi", { broadcast: true, addressees: ["sA", "sB", "sQ"] });
    const acks = [acked("m1", "sA", "done"), acked("m1", "sB", "seen")];
    expect(of(2, [1, toAll, ...acks])).toMatchObject([
      { status: "sent", acks: { sA: "done", sB: "seen", sQ: "sent" } },
    ]);
    expect(of(2, [1, toAll, ...acks, acked("m1", "sQ", "blocked", "why")])).toMatchObject([
      { status: "seen", said: "why" },
    ]);
  });

  test.each([
    [30, false, false],
    [31, true, false],
    [90, true, false],
    [91, true, true],
  ])(
    "sent at minute 1, at minute %d it is overdue: %s, dead: %s, although no tick was taken",
    (minute, overdue, dead) => {
      expect(of(minute, [1, sent("m1", "sB", "x")])).toMatchObject([{ overdue, dead }]);
    },
  );

  test("that was acknowledged is neither, however late", () => {
    expect(
      of(1000, [1, sent("m1", "sB", "x"), { kind: "nudged", id: "m1", nudge: 3 }, acked("m1", "sB", "seen")]),
    ).toMatchObject([{ status: "seen", overdue: false, dead: false }]);
  });

  test("that reached nobody is dead from the start", () => {
    expect(of(1, [1, sent("m1", "nobody", "x", { addressees: [] })])).toMatchObject([
      { status: "sent", overdue: true, dead: true },
    ]);
  });
});

test("without what is finished, if that is asked for", () => {
  const state = aState([1, sent("m1", "sB", "x"), sent("m2", "sB", "y"), acked("m1", "sB", "answered")]);
  const ids = (open: boolean) => documentOf(state, at(2), { open }).messages.map(({ id }) => id);
  expect([ids(false), ids(true)]).toEqual([["m1", "m2"], ["m2"]]);
});

test("the verdicts of a branch and of its pull requests, if it is asked for, with the worst twenty findings", () => {
  const judged = (subject: string, head: string, count: number) => ({
    ...{ kind: "judged" as const, subject, head, base: null, policy: null, verdict: "fail" as const, approve: false },
    findings: Array.from({ length: count }, (_, n) =>
      finding("write-scope", { level: "error", message: `no ${n}`, path: "src/\udcff" }),
    ),
    counts: { error: count, warning: 0, notice: 0 },
  });
  const pull = { kind: "pull-seen" as const, number: 7, head: "h7", branch: "fw/x", base: "main", author: null };
  const state = aState([
    1,
    judged("branch:fw/x", "h", 30),
    pull,
    judged("pull:7", "h7", 1),
    judged("branch:qa/x", "q", 1),
  ]);
  expect(documentOf(state, at(2)).verdicts).toBeUndefined();
  expect(documentOf(state, at(2), { branch: "nowhere" }).verdicts).toEqual([]);
  const [own, pulls, ...more] = documentOf(state, at(2), { branch: "fw/x" }).verdicts!;
  expect(own).toMatchObject({ branch: "fw/x", pull: null, head: "h", verdict: "fail", counts: { error: 30 } });
  expect([own!.findings.length, own!.findings[0], pulls!.pull, pulls!.head, more]).toEqual([
    20,
    { rule: "write-scope", level: "error", message: "no 0", path: '"src/\\377"', line: null, commit: null, fix: null },
    7,
    "h7",
    [],
  ]);
});
