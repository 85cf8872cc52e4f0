// What holds of messages whoever says whatever: no ack leaves the machine, what is over stays over, every prefix of the ledger is a state.
import fc from "fast-check";
import type { Command } from "../../src/core/commands/command.ts";
import type { Entry } from "../../src/core/entry.ts";
import { ACKS, type Message, type MessageStatus } from "../../src/core/messages/messages.ts";
import { EMPTY, evolve, type State } from "../../src/core/state.ts";
import { Crew } from "./a-crew.ts";

// Protocol, section 7, word for word and not by the table under test.
const OPEN = ["sent", "seen", "claimed", "in-progress", "blocked"];
const CHAIN = ["sent", "seen", "claimed", "in-progress", "done"];
function mayFollow(before: MessageStatus, after: MessageStatus, type: string): boolean {
  const forward = CHAIN.includes(before) && before !== "done" && CHAIN.indexOf(after) > CHAIN.indexOf(before);
  const no = OPEN.includes(before) && (after === "declined" || after === "cancelled");
  const blocks = OPEN.includes(before) && before !== "blocked" && after === "blocked";
  const resumes = before === "blocked" && after === "in-progress";
  const answers = type === "question" && ["sent", "seen", "claimed"].includes(before) && after === "answered";
  const back = ["claimed", "in-progress", "blocked"].includes(before) && after === "sent";
  return forward || no || blocks || resumes || answers || back;
}

const speaker = fc.constantFrom("sA", "sB", "sQ", "sC", "fw", "qa", "human");
const id = fc.constantFrom("m1", "m2", "m3", "m4", "m99", "__proto__");
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constant("send" as const),
    type: fc.constantFrom("question", "handoff", "note", "status"),
    to: fc.constantFrom("sA", "sB", "fw", "qa", "human", "all", "sintra", "nobody-here"),
    ref: fc.constant(null),
    text: fc.constantFrom("Why?", ""),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("ack" as const),
      message: id,
      status: fc.constantFrom(...ACKS),
      text: fc.constantFrom(null, "So."),
    }),
  },
  fc.record({ kind: fc.constant("cancel" as const), message: id }),
  fc.record({
    kind: fc.constant("release" as const),
    what: id.map((each) => [each]),
    reason: fc.constantFrom(null, "Busy."),
  }),
  fc.constant({ kind: "heartbeat" as const }),
);
type Step = readonly [as: string, command: Command, architect: boolean, minutes: number];
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.tuple(
    speaker,
    command,
    fc.boolean(),
    fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.constantFrom(1, 31, 95, 400)),
  ),
  { maxLength: 40 },
);

function take(crew: Crew, [as, said, architect, minutes]: Step): readonly Entry[] {
  const waited = minutes === 0 ? [] : crew.wait(minutes);
  return [...waited, ...crew.happens({ kind: "said", saying: crew.saying(as, said, { architect }) })];
}

/** Every ack there is, by message and addressee. */
const acksOf = ({ messages }: State) =>
  [...messages.values()].flatMap((message) => [...message.acks].map(([who, ack]) => ({ message, who, ack })));

/** An architect closes dead letters. */
const closes = (as: string, [, , architect]: Step, { nudges }: Message) => as === "human" && architect && nudges === 3;

test("no sequence of words leaves the machine, and only who may move a part of a message moves it", () => {
  const homes: Record<string, string> = { sA: "fw", sB: "fw", sQ: "qa" };
  fc.assert(
    fc.property(steps, (all) => {
      const crew = new Crew();
      for (const step of all) {
        const before = crew.state;
        const entries = take(crew, step);
        const isRefused = entries.some((entry) => entry.kind === "obeyed" && entry.refused !== null);
        for (const { message, who, ack } of acksOf(crew.state)) {
          const old = before.messages.get(message.id)?.acks.get(who);
          if (old === undefined || (old.status === ack.status && old.by === ack.by)) continue;
          // A session that is reaped and comes back moves twice in one step: back, and to claimed.
          const moves = entries.flatMap((entry): (readonly [MessageStatus, string])[] =>
            "id" in entry && entry.id === message.id
              ? entry.kind === "acked" && entry.addressee === who
                ? [[entry.status, entry.as]]
                : entry.kind === "handed-back" && entry.addressee === who
                  ? [["sent", entry.as]]
                  : entry.kind === "cancelled"
                    ? [["cancelled", entry.as]]
                    : []
              : [],
          );
          expect(moves.length).toBeGreaterThan(0);
          let now: MessageStatus = old.status;
          for (const [next, as] of moves) {
            expect([now, next, mayFollow(now, next, message.type)]).toEqual([now, next, true]);
            if (next === "cancelled")
              expect(as === message.from || homes[as] === message.from || closes(as, step, message)).toBe(true);
            else expect(as === who || homes[as] === who).toBe(true);
            now = next;
          }
          expect(now).toBe(ack.status);
          const isTimely = entries.some(({ kind }) => kind === "reaped" || kind === "revived");
          if (isRefused) expect(isTimely).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("every prefix of a ledger is a state, the same however it is folded", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (all, one, other) => {
      const crew = new Crew();
      const entries: Entry[] = [{ kind: "chartered", charter: crew.state.charter! }];
      for (const step of all) entries.push(...take(crew, step));
      const stamped = entries.map((entry, index) => ({ seq: index + 1, at: crew.now, cause: "test", entry }));
      const [from, to] = [one, other].map((each) => each % (stamped.length + 1)).sort((a, b) => a - b);
      const whole = evolve(EMPTY, stamped.slice(0, to));
      const half = evolve(EMPTY, stamped.slice(0, from));
      const kept = structuredClone(acksOf(half));
      const halves = evolve(half, stamped.slice(from, to));
      expect(acksOf(halves)).toEqual(acksOf(whole));
      expect(halves.sessions).toEqual(whole.sessions);
      // Folding on does not change what was folded.
      expect(acksOf(half)).toEqual(kept);
      // Entries whose beginning is missing change nothing that anybody relies on.
      expect(() => evolve(EMPTY, stamped.slice(from))).not.toThrow();
    }),
    { numRuns: 100 },
  );
});
