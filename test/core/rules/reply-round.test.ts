// reply-round: a reply that cannot count is loud, and says why and what to do.
import type { Carried, Read } from "../../../src/core/push.ts";
import type { RoundAnnounced, RoundEntry } from "../../../src/core/rounds/entry.ts";
import { evolveRounds } from "../../../src/core/rounds/fold.ts";
import type { Reading, Reply, Rounds } from "../../../src/core/rounds/rounds.ts";
import { replyRound } from "../../../src/core/rules/reply-round.ts";
import { parseAnnouncement } from "../../../src/text/announcement.ts";
import { parseReply } from "../../../src/text/reply.ts";
import { aPolicy, aPush, complaints, words } from "../a-push.ts";

const POLICY = aPolicy("rounds: {deadline: 1d}");
const bytes = (text: string) => new TextEncoder().encode(text);

function read<T>(path: string, text: string, parse: (bytes: Uint8Array, path: string) => Reading<T>): Read<T> {
  return { path, oid: text, read: parse(bytes(text), path) };
}
const reply = (text = "Done.\n", path = "REPLY.md"): Read<Reply> => read(path, text, parseReply);

const announced = (round: number, team: string, more: Partial<RoundAnnounced> = {}): RoundEntry => ({
  kind: "round-announced",
  round,
  team,
  branch: `${team}/round-${round}`,
  oid: `a${round}`,
  by: "ada",
  title: null,
  teams: null,
  dependsOn: [],
  deadline: null,
  revision: 1,
  text: "Do it.",
  scope: null,
  barrier: "all",
  advance: "architect",
  ...more,
});
const known = (...entries: readonly RoundEntry[]): Rounds =>
  entries.reduce<Rounds>((rounds, entry) => evolveRounds(rounds, entry, "2026-05-31T12:00:00.000Z"), new Map());
const OPEN = known(announced(1, "fw"));

/** A branch of round 1 of team fw that carries these replies; what is known of rounds, null where nobody remembers. */
const carrying = (
  rounds: Rounds | null,
  replies: readonly Read<Reply>[],
  more: Partial<Carried> = {},
  branch = "fw/round-1",
) =>
  aPush({
    branch,
    round: {
      announcement: null,
      standing: null,
      replies,
      had: false,
      continues: true,
      landed: false,
      due: null,
      known: rounds,
      ...more,
    },
  });

test.each<[string, Rounds | null, readonly Read<Reply>[], readonly string[]]>([
  ["one to an open round counts", OPEN, [reply()], []],
  ["so does one in the team's own directory", OPEN, [reply("Done.\n", "src/core/REPLY.md")], []],
  ["none is no complaint", OPEN, [], []],
  [
    "to a round that nobody announced",
    known(announced(2, "fw")),
    [reply()],
    ["round 1 was not announced to anybody; open: 2 → ask an architect to announce it"],
  ],
  [
    "with no round at all",
    new Map(),
    [reply()],
    ["round 1 was not announced to anybody; there is no active round → ask an architect to announce it"],
  ],
  [
    "to a closed round",
    known(announced(1, "fw"), { kind: "round-closed", round: 1, by: "ada" }),
    [reply()],
    ["round 1 is closed, since 2026-05-31T12:00Z → ask an architect to reopen it: /round reopen 1"],
  ],
  [
    "to a round that waits for another",
    known(announced(1, "fw", { dependsOn: [7] })),
    [reply()],
    [expect.stringContaining("round 1 is not open: it waits for round 7")],
  ],
  [
    "from a team off the roster",
    known(announced(1, "qa", { teams: ["qa"] })),
    [reply()],
    ["team fw is not on the roster of round 1 (qa) → ask an architect to announce it with this team on it"],
  ],
  [
    "from a team it was not announced to",
    known(announced(1, "qa")),
    [reply()],
    ["round 1 was not announced to team fw → ask an architect to announce it on this branch"],
  ],
  [
    "on a second branch of the same team",
    known(announced(1, "fw", { branch: "fw/other" })),
    [reply()],
    ["round 1 of team fw is on branch fw/other; a second branch does not count → push to fw/other, or delete it first"],
  ],
  [
    "where nobody remembers",
    null,
    [reply()],
    [expect.stringContaining("the server is not there to say whether it is open")],
  ],
  [
    "two that say different things",
    OPEN,
    [reply(), reply("**Status**: blocked\n", "src/core/REPLY.md")],
    ["src/core/REPLY.md and REPLY.md answer differently → keep one of them"],
  ],
  ["two that say the same", OPEN, [reply(), reply("Done too.\n", "src/core/REPLY.md")], []],
  [
    "with the number of another round",
    OPEN,
    [reply("---\nround: 2\n---\nDone.\n")],
    [expect.stringContaining("it says round 2, but the branch is round 1's")],
  ],
  ["that cannot be read", OPEN, [reply("---\nstatus: finished\n---\n")], [expect.stringContaining("finished")]],
])("%s", (_, rounds, replies, expected) => {
  expect(words(replyRound, carrying(rounds, replies), POLICY)).toEqual(expected);
});

test("nobody being there to remember is a warning, everything else refuses", () => {
  expect(complaints(replyRound, carrying(null, [reply()]), POLICY)).toEqual(["warning REPLY.md"]);
  expect(complaints(replyRound, carrying(new Map(), [reply()]), POLICY)).toEqual(["error REPLY.md"]);
});

test("what trunk has, and what the forge merged, is past asking", () => {
  expect(complaints(replyRound, carrying(new Map(), [reply()], { landed: true }), POLICY)).toEqual([]);
  expect(complaints(replyRound, { ...carrying(new Map(), [reply()]), merged: true }, POLICY)).toEqual([]);
});

test("an answer that counted already is not asked again, nor is one that came with its announcement", () => {
  const answer = reply();
  const replied = {
    kind: "round-replied",
    round: 1,
    team: "fw",
    status: "done",
    path: "REPLY.md",
    oid: answer.oid,
    head: "h",
    text: "",
  };
  const closed = known(announced(1, "fw"), replied as RoundEntry, { kind: "round-closed", round: 1, by: "ada" });
  expect(complaints(replyRound, carrying(closed, [answer]), POLICY)).toEqual([]);
  const announcement = read("ANNOUNCEMENT.md", "---\nround: 1\nteam: fw\n---\nDo it.\n", parseAnnouncement);
  expect(complaints(replyRound, carrying(new Map(), [answer], { standing: announcement }), POLICY)).toEqual([]);
});
