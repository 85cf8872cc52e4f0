// Messages by command: who is addressed, who may move them, what the sender hears, and what becomes of those nobody acknowledges.
import { documentOf } from "../../src/core/document.ts";
import { later } from "../../src/core/instant.ts";
import { wantsAck } from "../../src/core/messages/messages.ts";
import { isDead, isOverdue, statusOf } from "../../src/core/messages/standing.ts";
import { Crew, MINUTE } from "./a-crew.ts";

let crew: Crew;
beforeEach(() => {
  crew = new Crew();
});

describe("an address", () => {
  test.each<[string, string, string]>([
    ["a session", "sB", "sB"],
    ["a session that was only ever seen", "sZ", "sZ"],
    ["one that is registered and was never seen", "sC", "sC"],
    ["a display name, in any case", "sINTRA", "sA"],
    ["a team", "fw", "fw"],
    ["people", "human", "human"],
    ["a session of a project", "po:sB", "sB"],
    ["everybody", "all", "sA, sQ, sZ"],
    ["everybody of a project", "po:*", "sA, sQ, sZ"],
  ])("%s: %s", (_, to, addressees) => {
    crew.alive("sA", "sQ", "sZ");
    expect(crew.send("human", to)).toBe(null);
    expect([...crew.message("m1").acks.keys()].join(", ")).toBe(addressees);
    expect(crew.message("m1").to).toBe(to);
  });

  test.each([
    ["sX", "nobody is called sX | did you mean sA? Else write to a session, a team, human or all"],
    ["sintar", "nobody is called sintar | did you mean Sintra? Else write to a session, a team, human or all"],
    ["All", "nobody is called All | did you mean all? Else write to a session, a team, human or all"],
    ["po:Sintra", "nobody is called po:Sintra | did you mean Sintra? Else write to a session, a team, human or all"],
    ["po:all", "nobody is called po:all | did you mean all? Else write to a session, a team, human or all"],
    [":*", "nobody is called :* | write to a session, a team, a display name, human or all"],
    ["__proto__", "nobody is called __proto__ | write to a session, a team, a display name, human or all"],
    ["constructor", "nobody is called constructor | write to a session, a team, a display name, human or all"],
  ])("that means nobody is refused with who may be meant: %s", (to, why) => {
    expect(crew.send("sA", to)).toBe(why);
    expect(crew.state.messages.size).toBe(0);
  });

  test("to all does not go to its sender, nor to who is gone, and not at all where nobody is there", () => {
    crew.alive("sB");
    crew.wait(6 * 60);
    expect(crew.send("sA", "all", "warning")).toContain("nobody is there to hear it");
    crew.alive("sC");
    expect(crew.send("sA", "all", "warning")).toBe(null);
    expect(crew.acks("m1")).toBe("sC sent");
  });
});

test.each([
  ["nothing", " \n", "there is nothing in it"],
  ["too much", "x".repeat(4_001), "a message has at most 4000 characters"],
])("a message of %s is refused, and so is such a note", (_, text, why) => {
  expect(crew.send("sA", "sB", "note", text)).toContain(why);
  expect(crew.says("sA", { kind: "post", type: "note", text })).toContain(why);
});

test("a note goes into everybody's feed", () => {
  expect(crew.says("sA", { kind: "post", type: "discovery", text: "The cache lies." })).toBe(null);
  expect(crew.state.feed).toEqual([{ at: crew.now, from: "sA", type: "discovery", text: "The cache lies." }]);
});

test("a question is answered, and the asker hears it", () => {
  crew.send("sA", "sB");
  expect(crew.ack("sB", "m1", "seen")).toBe(null);
  expect(crew.inbox("sA")).toEqual([]);
  expect(crew.ack("sB", "m1", "answered", "Because.")).toBe(null);
  expect(crew.inbox("sA")).toEqual(["m2 sB answer: Because."]);
  expect(crew.message("m2").answers).toBe("m1");
  expect(crew.acks("m1")).toBe("sB answered");
});

test.each([
  ["question", "done", "Did it.", "m2 sB answer: Did it."],
  ["handoff", "done", "Did it.", "m2 sB status: m1 is done: Did it."],
  ["handoff", "done", null, null],
  ["handoff", "declined", null, "m2 sB status: m1 is declined"],
  ["question", "declined", "No time.", "m2 sB status: m1 is declined: No time."],
  ["handoff", "blocked", "CI is down.", "m2 sB status: m1 is blocked: CI is down."],
  ["handoff", "claimed", "Tonight.", null],
  ["answer", "done", "Thanks.", null],
  ["status", "done", "Thanks.", null],
] as const)("of a %s that is %s (%s) the sender hears: %s", (type, status, text, heard) => {
  crew.send("sA", "sB", type);
  expect(crew.ack("sB", "m1", status, text)).toBe(null);
  expect(crew.inbox("sA")).toEqual(heard === null ? [] : [heard]);
});

describe("only", () => {
  test("the addressee moves a message", () => {
    crew.send("sA", "sB");
    expect(crew.ack("sC", "m1", "seen")).toBe("m1 is addressed to sB, and you speak for sC");
    expect(crew.ack("fw", "m1", "seen")).toBe("m1 is addressed to sB, and you speak for fw");
    expect(crew.ack("sA", "m1", "seen")).toBe("m1 is addressed to sB, and you speak for sA");
    expect(crew.acks("m1")).toBe("sB sent");
  });

  test("a session of the team, or whoever speaks for it, moves a message to the team, and then only who claimed it", () => {
    crew.send("sQ", "fw", "handoff");
    expect(crew.ack("sC", "m1", "seen")).toBe("m1 is addressed to fw, and you speak for sC");
    expect(crew.ack("sA", "m1", "seen")).toBe(null);
    expect(crew.ack("sB", "m1", "claimed")).toBe(null);
    for (const other of ["sA", "fw"])
      expect(crew.ack(other, "m1", "done")).toBe(`sB has taken m1, and you speak for ${other}`);
    expect(crew.ack("sB", "m1", "done")).toBe(null);
    expect(crew.acks("m1")).toBe("fw done");
  });

  test("what the team itself took, all of it may move", () => {
    crew.send("sQ", "fw", "handoff");
    expect(crew.ack("fw", "m1", "claimed")).toBe(null);
    expect(crew.ack("sA", "m1", "in-progress")).toBe(null);
    expect(crew.ack("sB", "m1", "done")).toBe("sA has taken m1, and you speak for sB");
  });

  test("one's own part of a broadcast is moved, and the least advanced counts", () => {
    crew.alive("sA", "sB", "sQ");
    crew.send("sA", "all", "warning");
    expect(crew.ack("sB", "m1", "done")).toBe(null);
    expect(crew.acks("m1")).toBe("sB done, sQ sent");
    expect(statusOf(crew.message("m1"))).toBe("sent");
    expect(crew.ack("sC", "m1", "seen")).toBe("m1 went to the sessions of that moment, and sC was not one");
    expect(crew.ack("sQ", "m1", "seen")).toBe(null);
    expect(statusOf(crew.message("m1"))).toBe("seen");
  });

  test("the sender cancels, and whoever works on it hears of it", () => {
    crew.send("sA", "fw", "handoff");
    crew.ack("sB", "m1", "in-progress");
    expect(crew.says("sB", { kind: "cancel", message: "m1" })).toBe(
      "only sA cancels m1, and you speak for sB | /ack m1 declined -- … says no to it",
    );
    expect(crew.says("sA", { kind: "cancel", message: "m1" })).toBe(null);
    expect(crew.inbox("sB")).toEqual(["m2 sA status: m1 is cancelled"]);
    expect(crew.says("sA", { kind: "cancel", message: "m1" })).toBe("m1 is cancelled already");
  });
});

test.each([
  ["question", "done", "seen", "m1 is done and cannot become seen: that is final"],
  ["question", "done", "done", "m1 is done already"],
  ["handoff", "seen", "answered", "m1 is seen and cannot become answered: only a question is answered | /ack m1 done"],
  ["handoff", "blocked", "done", "m1 is blocked and cannot become done | possible now: in-progress, declined"],
  [
    "question",
    "in-progress",
    "claimed",
    "m1 is in-progress and cannot become claimed | possible now: done, blocked, declined",
  ],
] as const)("a %s that is %s does not become %s", (type, now, wanted, why) => {
  crew.send("sA", "sB", type);
  expect(crew.ack("sB", "m1", now)).toBe(null);
  const before = crew.message("m1");
  expect(crew.ack("sB", "m1", wanted)).toBe(why);
  expect(crew.message("m1")).toEqual(before);
});

test("acknowledging alike again is no offence and nothing new", () => {
  crew.send("sA", "sB");
  crew.ack("sB", "m1", "seen");
  const before = crew.message("m1");
  expect(crew.ack("sB", "m1", "seen")).toBe(null);
  expect(crew.message("m1")).toEqual(before);
});

test("an id that is nobody's is refused with what is open", () => {
  crew.send("sA", "sB");
  expect(crew.ack("sB", "m9", "seen")).toBe("there is no message m9 | open for sB: m1");
  expect(crew.ack("sC", "__proto__", "seen")).toBe("there is no message __proto__");
});

describe("what nobody acknowledges", () => {
  const nudges = (minutes: number) =>
    crew.wait(minutes).flatMap((entry) => (entry.kind === "nudged" ? [entry.nudge] : []));

  test("is reminded of, escalated, a dead letter, each once", () => {
    crew.send("sA", "sB");
    expect([29, 1, 0, 29, 1, 30, 600].map(nudges)).toEqual([[], [1], [], [], [2], [3], []]);
    expect(isDead(crew.message("m1"))).toBe(true);
  });

  test("all at once where the server slept", () => {
    crew.send("sA", "sB");
    expect(nudges(600)).toEqual([1, 2, 3]);
  });

  test("is not nagged about once somebody acknowledged it, and is anew when its holder is gone", () => {
    crew.send("sA", "fw", "handoff");
    expect(nudges(40)).toEqual([1]);
    crew.ack("sB", "m1", "claimed");
    expect(isOverdue(crew.message("m1"))).toBe(false);
    expect(nudges(359)).toEqual([]);
    expect(crew.acks("m1")).toBe("fw claimed");
    expect(nudges(1)).toEqual([]);
    expect(crew.acks("m1")).toBe("fw sent");
    expect(nudges(29)).toEqual([]);
    expect(nudges(1)).toEqual([1]);
  });

  test("is closed by its sender, by an architect who speaks as human, and by nobody else", () => {
    for (const _ of [1, 2]) crew.send("sA", "sB");
    crew.wait(600);
    const cancel = { kind: "cancel", message: "m1" } as const;
    const refused = "only sA cancels m1, and you speak for human | an architect may close it as a dead letter";
    expect(crew.says("human", cancel)).toBe(refused);
    expect(crew.says("human", cancel, { architect: true })).toBe(null);
    expect(isDead(crew.message("m1"))).toBe(false);
    expect(crew.says("sA", { kind: "cancel", message: "m2" })).toBe(null);
  });

  test("is not the architect's to close before it is dead", () => {
    crew.send("sA", "sB");
    crew.wait(60);
    expect(crew.says("human", { kind: "cancel", message: "m1" }, { architect: true })).toContain("only sA cancels");
  });

  test.each([
    ["note", "sB", true],
    ["note", "all", false],
    ["warning", "all", true],
    ["status", "sB", false],
    ["answer", "sB", false],
    ["discovery", "sB", false],
    ["handoff", "sB", true],
    ["announcement", "all", true],
    ["claim", "sB", true],
  ])("%s to %s: wanted %s", (type, to, wanted) => {
    crew.alive("sB");
    crew.send("sA", to, type);
    expect(wantsAck(crew.message("m1"))).toBe(wanted);
    // What is shown knows the time without a tick.
    const shown = () => documentOf(crew.state, later(crew.now, 95 * MINUTE)).messages[0]!;
    expect(shown()).toMatchObject({ overdue: wanted, dead: wanted });
    expect(nudges(30)).toEqual(wanted ? [1] : []);
  });
});
