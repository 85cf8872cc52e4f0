// What a hook says to the resident judge: whole in whatever chunks, and never half of it.
import fc from "fast-check";
import { Receiver } from "../../../src/hosts/bare/wire.ts";
import { Incomplete } from "../../../src/ports.ts";

const id = (digit: string): string => digit.repeat(40);
const [OLD, NEW, TRUNK, ZERO] = [id("a"), id("b"), id("c"), id("0")];
const LOG = `${NEW} ${OLD}\n[sA] write\n\0\n:000000 100644 ${ZERO} ${id("1")} A\0.\0`;

/** As pre-receive.sh prints it, with what git's carrier puts in front. */
const said = (login: string, log: string, tip = TRUNK): Buffer =>
  Buffer.from(
    `action=get\ntimeout=900\nlanekeeper 1 judge\n/srv/lane.git\nrefs/heads/main ${tip}\n${OLD} ${NEW} refs/heads/qa/x\n${NEW} ${ZERO} refs/heads/old\n\n${log}.\0${login}\0`,
  );
const more = Buffer.from("lanekeeper 1 more\n0123abcd\n\n.\0\n\n.\0");

function receive(message: Buffer, ...cuts: readonly number[]) {
  const receiver = new Receiver();
  const ends = [...cuts.map((cut) => cut % (message.length + 1)).sort((a, b) => a - b), message.length];
  ends.forEach((end, index) => {
    receiver.push(message.subarray(ends[index - 1] ?? 0, end));
  });
  return receiver.end();
}

describe("a hook's first message", () => {
  test("says who pushes what, against which trunk, with which commits", () => {
    expect(receive(said("grace", LOG))).toEqual({
      kind: "judge",
      gitDir: "/srv/lane.git",
      login: "grace",
      trunk: { ref: "refs/heads/main", tip: TRUNK },
      updates: [
        { before: OLD, after: NEW, ref: "refs/heads/qa/x" },
        { before: NEW, after: null, ref: "refs/heads/old" },
      ],
      log: [
        {
          oid: NEW,
          parents: [OLD],
          subject: "[sA] write",
          session: null,
          trailers: [],
          at: null,
          authoredAt: null,
          own: [{ path: ".", before: null, after: { mode: "100644", oid: id("1") } }],
        },
      ],
    });
  });

  test("without a login still has its refs: somebody unknown pushes them", () => {
    expect(receive(said("", LOG))).toEqual({ ...receive(said("grace", LOG)), login: null });
  });

  test("from before trunk was born has no tip", () => {
    expect(receive(said("grace", "", "-"))).toMatchObject({ trunk: { ref: "refs/heads/main", tip: null }, log: [] });
  });

  test.each([
    ["with a login", said("grace", LOG)],
    ["without a login", said("", LOG)],
    ["with nothing new", said("grace", "")],
  ])("%s reads the same in whatever chunks it comes", (_, message) => {
    const whole = receive(message);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => expect(receive(message, ...cuts)).toEqual(whole)),
    );
    expect(receive(message, ...message.keys())).toEqual(whole);
  });

  test.each([
    ["with a login", said("grace", LOG)],
    ["without a login", said("", LOG)],
  ])("%s that stops anywhere before its end is incomplete", (_, message) => {
    for (const end of message.keys()) expect(() => receive(message.subarray(0, end))).toThrow(Incomplete);
  });

  test.each([
    ["no refs", `lanekeeper 1 judge\n/srv/lane.git\nrefs/heads/main -\n\n.\0grace\0`],
    [
      "a ref update without ids",
      `lanekeeper 1 judge\n/srv/lane.git\nrefs/heads/main -\nx y refs/heads/a\n\n.\0grace\0`,
    ],
    ["anything after its end", `${said("grace", LOG)}.\0`],
    ["another version", "lanekeeper 2 judge\n\n.\0"],
    ["another kind", "lanekeeper 1 push\n\n.\0"],
    ["anything else", "GET / HTTP/1.1\nhost: x\n\n"],
    ["nothing", ""],
  ])("with %s is incomplete", (_, message) => {
    expect(() => receive(Buffer.from(message))).toThrow(Incomplete);
  });
});

// git stops listing at one commit more than are judged: what that one stands on must not pass for old.
test("a push of more commits than are listed is incomplete", () => {
  const commit = `${NEW} ${OLD}\n[sA] write\n\0`;
  const receiver = new Receiver();
  receiver.push(said("grace", commit.repeat(200_000)));
  expect(receiver.end()).toMatchObject({ login: "grace" });
  expect(() => receive(said("grace", commit.repeat(200_001)))).toThrow(Incomplete);
});

describe("a hook's answer", () => {
  test("has its token and every byte after it, in whatever chunks it comes", () => {
    const whole = { kind: "more", token: "0123abcd", body: Buffer.from(".\0\n\n.\0") };
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 10 }), (cuts) => expect(receive(more, ...cuts)).toEqual(whole)),
    );
  });
});
