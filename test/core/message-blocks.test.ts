// Blocks of queue files: sent once, acknowledged by whoever's branch a status is changed on, whatever other branches still carry.
import fc from "fast-check";
import type { Block, MessageStatus } from "../../src/core/messages/messages.ts";
import { isDead } from "../../src/core/messages/standing.ts";
import { block, Crew } from "./a-crew.ts";

let crew: Crew;
beforeEach(() => {
  crew = new Crew();
});
const says = (status: MessageStatus, more: Partial<Block> = {}) => block({ status, ...more });

test("a new block is sent, as it was written", () => {
  crew.posts("sA", "session-sA", block({ ref: "#12" }));
  expect(crew.message("b1")).toMatchObject({
    at: "2026-05-31T11:00:00.000Z",
    ...{ from: "sA", to: "sB", type: "question", ref: "#12", text: "Why?" },
  });
  expect(crew.acks("b1")).toBe("sB sent");
  expect(crew.inbox("sA")).toEqual([]);
});

test.each([
  ["no time", null],
  ["an impossible time", "2026-02-31T11:00Z"],
  ["a time to come", "2027-01-01T00:00Z"],
])("a block with %s was written when it was read", (_, at) => {
  crew.posts(null, "", block({ at }));
  expect(crew.message("b1").at).toBe(crew.now);
});

test("names are resolved, of the sender too", () => {
  crew.posts(null, "", block({ from: "po:sB", to: "SINTRA" }));
  expect(crew.message("b1")).toMatchObject({ from: "sB", to: "SINTRA" });
  expect(crew.acks("b1")).toBe("sA sent");
});

describe("a status", () => {
  test.each<[string, string | null, string, MessageStatus, string, string | null]>([
    ["of its addressee's branch", "sB", "session-sB", "seen", "sB seen", null],
    ["of trunk", null, "", "claimed", "sB claimed", null],
    ["the last first", "sB", "session-sB", "answered", "sB answered", null],
    ["of the sender, who takes it back", "sA", "session-sA", "cancelled", "sB cancelled", null],
    ["taken back on trunk", null, "", "cancelled", "sB cancelled", null],
    ["of somebody else's branch", "sC", "session-sC", "done", "sB sent", "b1 is addressed to sB, and you speak for sC"],
    ["of the sender's branch", "sA", "session-sA", "done", "sB sent", "b1 is addressed to sB, and you speak for sA"],
    ["taken back by another", "sB", "session-sB", "cancelled", "sB sent", "only sA cancels it"],
  ])("%s", (_, poster, branch, status, acks, complaint) => {
    crew.posts("sA", "session-sA", block());
    crew.posts(poster, branch, says(status));
    expect(crew.acks("b1")).toBe(acks);
    const heard = crew.inbox(poster ?? "sB").filter((line) => line.includes("lanekeeper warning"));
    expect(heard).toEqual(complaint === null ? [] : [expect.stringContaining(complaint)]);
  });

  test("that says no tells the sender", () => {
    crew.posts("sA", "session-sA", block());
    crew.posts("sB", "session-sB", says("declined"));
    expect(crew.inbox("sA")).toEqual(["m1 sB status: b1 is declined"]);
  });

  test("that is illegal changes nothing, and is told once, however often and on however many branches it is read", () => {
    crew.posts("sB", "session-sB", block({ type: "handoff", from: "sB", to: "sB" }));
    crew.posts("sB", "session-sB", says("done"));
    for (let times = 0; times < 50; times++)
      for (const branch of ["session-sB", "x-sB"]) crew.posts("sB", branch, says("blocked"));
    expect(crew.acks("b1")).toBe("sB done");
    expect(crew.inbox("sB").filter((line) => line.includes("lanekeeper"))).toEqual([
      "m1 lanekeeper warning: b1 (sB → sB): it is done and cannot become blocked",
    ]);
  });

  test("that is older moves nothing back and is no complaint", () => {
    crew.posts("sA", "session-sA", block());
    crew.posts("sB", "session-sB", says("claimed"));
    crew.posts("sB", "session-sB", says("in-progress"));
    const { seq } = crew.state;
    for (const [poster, branch] of [
      ["sA", "session-sA"],
      ["sC", "session-sC"],
      ["sB", "x-sB"],
      [null, ""],
    ] as const)
      for (const status of ["sent", "seen", "claimed"] as const) crew.posts(poster, branch, says(status));
    expect(crew.state.seq).toBe(seq);
    expect(crew.acks("b1")).toBe("sB in-progress");
  });

  test("that was handed back meanwhile is not claimed again by a copy that nobody touched", () => {
    crew.posts("sA", "session-sA", block());
    crew.posts("sB", "session-sB", says("claimed"));
    crew.says("sB", { kind: "release", what: ["b1"], reason: "Busy." });
    for (const [poster, branch] of [
      ["sB", "session-sB"],
      [null, ""],
      ["sB", "x-sB"],
    ] as const)
      crew.posts(poster, branch, says("claimed"));
    expect(crew.acks("b1")).toBe("sB sent");
    crew.posts("sB", "session-sB", says("in-progress"));
    expect(crew.acks("b1")).toBe("sB in-progress");
  });

  test("that goes to and fro on one branch is followed, also where another branch said it first", () => {
    crew.posts(null, "", block());
    const steps = ["in-progress", "blocked", "in-progress", "blocked"] as const;
    for (const step of steps) {
      crew.posts("sB", "session-sB", says(step));
      expect(crew.acks("b1")).toBe(`sB ${step}`);
      // Trunk follows by a merge.
      expect(crew.posts(null, "", says(step))).toEqual([]);
    }
  });
});

describe("what is wrong with a block", () => {
  test.each<[string, Partial<Block>, string | null, string, string]>([
    [
      "an address that means nobody",
      { to: "sintar" },
      "sA",
      "sA",
      "b1 (sA → sintar): nobody is called sintar: did you mean Sintra? Else write to a session, a team, human or all",
    ],
    ["nobody there", { to: "all" }, null, "sA", "b1 (sA → all): nobody was there to hear it"],
    [
      "an unknown type",
      { type: "quesiton" },
      "sA",
      "sA",
      "b1 (sA → sB): its type quesiton is not known, did you mean question?",
    ],
    [
      "a sender that is somebody else",
      { from: "sQ" },
      "sA",
      "sA",
      "b1 (sQ → sB): it says it is from sQ and was first seen on a branch of sA",
    ],
    [
      "a sender that is the server",
      { from: "Lanekeeper" },
      "sA",
      "sA",
      "b1 (sA → sB): only the server itself speaks as lanekeeper",
    ],
    ["a sender that is nobody", { from: "x", type: "x" }, null, "human", "b1 (x → sB): its type x is not known"],
    ["too much text", { text: "x".repeat(4_001) }, null, "sA", "b1 (sA → sB): its text was cut after 4000 characters"],
  ])("%s: it is kept, and somebody is told once", (_, more, poster, told, text) => {
    for (let times = 0; times < 3; times++) crew.posts(poster, poster === null ? "" : `session-${poster}`, block(more));
    expect(crew.message("b1")).toBeDefined();
    expect(crew.inbox(told).filter((line) => line.includes("lanekeeper"))).toEqual([`m1 lanekeeper warning: ${text}`]);
  });

  test("is told in one message for many blocks", () => {
    const blocks = Array.from({ length: 200 }, (_, index) => block({ id: `b${index}`, to: "nobody-here" }));
    crew.posts("sA", "session-sA", ...blocks);
    const [line, ...more] = crew.inbox("sA");
    expect(more).toEqual([]);
    expect(line!.split("\n")).toHaveLength(11);
    expect(line).toMatch(/and 190 more$/);
  });

  test("makes it a dead letter that an architect closes", () => {
    crew.posts("sA", "session-sA", block({ to: "nobody-here" }));
    expect(isDead(crew.message("b1"))).toBe(true);
    expect(crew.says("human", { kind: "cancel", message: "b1" }, { architect: true })).toBe(null);
    expect(isDead(crew.message("b1"))).toBe(false);
  });

  test("does not touch what the server numbers", () => {
    crew.posts("sA", "session-sA", block({ id: "m999999999999999" }), block({ id: "m1" }));
    expect(crew.send("sA", "sB")).toBe(null);
    expect([...crew.state.messages.keys()]).toEqual(["file-m999999999999999", "file-m1", "m1"]);
  });
});

test("of a broadcast each branch moves its own part, and trunk none", () => {
  crew.alive("sB", "sC");
  crew.posts("sA", "session-sA", block({ to: "all", type: "warning" }));
  crew.posts("sB", "session-sB", says("seen", { to: "all" }));
  crew.posts(null, "", says("done", { to: "all" }));
  expect(crew.acks("b1")).toBe("sB seen, sC sent");
});

test("finished blocks that were forgotten are not sent again", () => {
  const blocks = Array.from({ length: 2_100 }, (_, index) => says("done", { id: `b${index}`, type: "handoff" }));
  crew.posts(null, "", ...blocks);
  expect(crew.state.messages.size).toBe(2_000);
  const { seq } = crew.state;
  crew.posts(null, "", ...blocks);
  expect(crew.state.seq).toBe(seq);
});

test("whatever branches carry in whatever order: nothing is lost, nothing is read for ever", () => {
  const status = fc.constantFrom<MessageStatus>(
    "sent",
    "seen",
    "claimed",
    "in-progress",
    "blocked",
    "done",
    "answered",
    "declined",
    "cancelled",
  );
  const reading = fc.record({
    branch: fc.constantFrom("", "session-sA", "session-sB", "x-sB", "session-sC", "fw/x"),
    id: fc.constantFrom("b1", "b2"),
    to: fc.constantFrom("sB", "fw", "all", "nobody-here"),
    status,
  });
  const posters: Record<string, string | null> = { "": null, "fw/x": "fw" };
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 25 }), (readings) => {
      const one = new Crew();
      one.alive("sB", "sC");
      const last = new Map<string, () => unknown>();
      for (const { branch, ...each } of readings) {
        const poster = branch in posters ? posters[branch]! : branch.slice(-2);
        const read = () => one.posts(poster, branch, block(each));
        // `happens` holds that the same event means nothing the second time.
        read();
        last.set(`${branch} ${each.id}`, read);
      }
      const { seq } = one.state;
      // As every sweep does: what the branches have now is read again.
      for (const read of last.values()) read();
      const settled = one.state.seq;
      for (let times = 0; times < 3; times++) for (const read of last.values()) read();
      expect(one.state.seq).toBe(settled);
      expect(settled).toBe(seq);
      for (const { id } of readings) expect(one.state.messages.has(id)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
