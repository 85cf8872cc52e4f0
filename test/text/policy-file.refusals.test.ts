// Every way to get a policy wrong: the place, and the words for it.
import { parsePolicy } from "../../src/text/policy-file.ts";

const lines = (text: string) =>
  parsePolicy(text).findings.map(
    ({ level, line, column, message }) => `${line}:${column} ${level === "error" ? "" : `${level}: `}${message}`,
  );

/** A policy with an architect on the first line and these lines below. */
const withArchitect = (...rest: readonly string[]) => ["architects: [ada]", ...rest, ""].join("\n");

const TEAM_FORM = "a team's name (small letters, digits, dot, dash, underscore; no dot or dash first)";

test.each<[string, string[], string[]]>([
  ["an unknown key", ["trnk: branch"], ['2:1 "trnk" is not a key of a policy.']],
  [
    "an unknown key of a team",
    ["teams:", "  qa:", "    write: []", "    session: [sA]"],
    ['5:5 "session" is not a key of "teams.qa".'],
  ],
  [
    "a word that is none of the choices",
    ["sessions: {prefix: requird}"],
    ['2:20 "sessions.prefix" must be one of required, warn, off, not the text "requird".'],
  ],
  [
    "a boolean where a word belongs",
    ["history: false"],
    ['2:10 "history" must be one of warn, enforce, off, not the boolean false.'],
  ],
  [
    "a word where a boolean belongs",
    ["github: {approve: yes}"],
    ['2:19 "github.approve" must be true or false, not the text "yes".'],
  ],
  ["a key without a value", ["teams:"], ['2:1 "teams" has no value, but must be a map.']],
  ["a map without a value", ["rounds:"], ['2:1 "rounds" has no value, but must be a map of keys and values.']],
  ["a list where a map belongs", ["claims: [a]"], ['2:9 "claims" must be a map of keys and values, not a list.']],
  [
    "numbers where text belongs",
    ["free: [5, true, 1.5, ~]"],
    [
      '2:8 An entry of "free" must be a login or a team of the forge, @org/team, not the number 5.',
      '2:11 An entry of "free" must be a login or a team of the forge, @org/team, not the boolean true.',
      '2:17 An entry of "free" must be a login or a team of the forge, @org/team, not the number 1.5.',
      '2:22 An entry of "free" has no value, but must be a login or a team of the forge, @org/team.',
    ],
  ],
  [
    "logins that cannot be",
    ['free: ["a b", acme/x, "@acme", "@a/b/c", "a,b", ""]'],
    [
      '2:8 An entry of "free" must be a login or a team of the forge, @org/team, not "a b".',
      '2:15 An entry of "free" must be a login or a team of the forge, @org/team, not "acme/x".',
      '2:23 An entry of "free" must be a login or a team of the forge, @org/team, not "@acme".',
      '2:32 An entry of "free" must be a login or a team of the forge, @org/team, not "@a/b/c".',
      '2:42 An entry of "free" must be a login or a team of the forge, @org/team, not "a,b".',
      '2:49 An entry of "free" must be a login or a team of the forge, @org/team, not "".',
    ],
  ],
  ["a team without a write scope", ["teams:", "  qa:", "    sessions: [sA]"], ['3:3 "teams.qa.write" is missing.']],
  [
    "names of teams that cannot be",
    ["teams: {Qa: {write: []}, -x: {write: [], aliases: [a b]}}"],
    [
      `2:9 A key of "teams" must be ${TEAM_FORM}, not "Qa".`,
      `2:26 A key of "teams" must be ${TEAM_FORM}, not "-x".`,
      `2:52 An entry of "teams.-x.aliases" must be ${TEAM_FORM}, not "a b".`,
    ],
  ],
  [
    "names and aliases that meet",
    ["teams:", "  a: {write: [], aliases: [b, x]}", "  b: {write: [], aliases: [x]}"],
    ['3:28 "b" already names a team on line 4.', '4:28 "x" already names a team on line 3.'],
  ],
  [
    "a session in two teams",
    ["teams:", "  a: {write: [], sessions: [sA]}", "  b: {write: [], sessions: [sB, sA]}"],
    ["4:33 Session sA already belongs to team a on line 3."],
  ],
  [
    "a scope for a session that has a team",
    ["teams: {a: {write: [], sessions: [sA]}}", "sessions: {write: {sA: [x]}}"],
    ["3:20 Session sA belongs to team a on line 2, so it has no scope of its own."],
  ],
  [
    "ids that are none",
    ["teams: {a: {write: [], sessions: [sa, sABC]}}", "sessions: {names: {A: Ann}}"],
    [
      `2:35 An entry of "teams.a.sessions" must be a session's id (s, a capital letter, then at most one capital letter or digit), not "sa".`,
      `2:39 An entry of "teams.a.sessions" must be a session's id (s, a capital letter, then at most one capital letter or digit), not "sABC".`,
      `3:20 A key of "sessions.names" must be a session's id (s, a capital letter, then at most one capital letter or digit), not "A".`,
    ],
  ],
  [
    "display names that cannot be",
    ["sessions:", "  names: {sA: Bob, sB: BOB, sC: All, sD: sX, sE: R2D2}"],
    [
      '3:24 The display name "BOB" is already taken on line 3.',
      '3:33 "sessions.names.sC" ("All") is refused: it already means something else as an address.',
      '3:42 "sessions.names.sD" ("sX") is refused: it already means something else as an address.',
      '3:50 "sessions.names.sE" must be a display name (1 to 12 letters), not "R2D2".',
    ],
  ],
  [
    "branches of sessions without an id",
    ['sessions: {branches: [x, "{id}{id}", "[{id}"]}'],
    [
      '2:23 An entry of "sessions.branches" ("x") is refused: it must contain {id}.',
      '2:31 An entry of "sessions.branches" ("{id}{id}") is refused: it must contain {id} only once.',
      '2:39 An entry of "sessions.branches" ("[{id}") is refused: "[" means nothing here: write \\[ for the character itself.',
    ],
  ],
  [
    "patterns that are none",
    ['shared: [/a, ./b, "a/../c", "a//b", "x{y}", "é(!(z", ""]'],
    [
      '2:10 An entry of "shared" ("/a") is refused: the pattern is absolute: paths start at the root anyway.',
      '2:14 An entry of "shared" ("./b") is refused: the pattern has a "." segment.',
      '2:22 An entry of "shared" ("a/../c") is refused: the pattern has a ".." segment.',
      '2:32 An entry of "shared" ("a//b") is refused: the pattern has an empty segment.',
      '2:39 An entry of "shared" ("x{y}") is refused: "{" means nothing here: write \\{ for the character itself.',
      '2:48 An entry of "shared" ("é(!(z") is refused: "!(" means nothing here: write \\!( for the character itself.',
      '2:55 An entry of "shared" ("") is refused: the pattern is empty.',
    ],
  ],
  [
    "a control character by escape",
    ['shared: ["a\\tb"]'],
    ['2:12 An entry of "shared" ("a\\u{9}b") is refused: the pattern contains a control character.'],
  ],
  [
    "a pattern of 201 characters",
    [`shared: [${"x".repeat(201)}]`],
    [`2:10 An entry of "shared" ("${"x".repeat(59)}…") is over 200 characters long.`],
  ],
  [
    "a round's branch without its parts",
    ["rounds: {branch: round}"],
    ['2:18 "rounds.branch" ("round") is refused: it must contain {team}.'],
  ],
  [
    "a round's branch that cannot be read back",
    ['rounds: {branch: "{team}{n}"}'],
    ['2:19 "rounds.branch" ("{team}{n}") is refused: it must have something between {team} and {n}.'],
  ],
  [
    "a round's branch that git refuses",
    ['rounds: {branch: "{team}/a b/{n}"}'],
    ['2:27 "rounds.branch" ("{team}/a b/{n}") is refused: it cannot be the name of a branch.'],
  ],
  [
    "files that are paths",
    ['rounds: {announcement: a/b.md, reply: "*.md"}'],
    [
      '2:24 "rounds.announcement" must be a plain file name, without slashes or wildcards, not "a/b.md".',
      '2:39 "rounds.reply" must be a plain file name, without slashes or wildcards, not "*.md".',
    ],
  ],
  [
    "one file for announcement and reply",
    ["rounds: {reply: announcement.md}"],
    ['2:17 Announcement and reply are the same file, "announcement.md".'],
  ],
  [
    "barriers that are none",
    ["rounds: {barrier: 0}"],
    ['2:19 "rounds.barrier" must be a whole number from 1, not the number 0.'],
  ],
  [
    "a barrier that is a word",
    ["rounds: {barrier: most}"],
    ['2:19 "rounds.barrier" must be one of all, any, or a whole number from 1, not the text "most".'],
  ],
  [
    "durations that are none",
    ["claims: {ttl: 6}", "messages: {ack_within: 30 minutes}", "rounds: {deadline: 0s}"],
    [
      '2:15 "claims.ttl" must be a duration such as 30m, 6h or 1h30m, not the number 6.',
      '3:24 "messages.ack_within" must be a duration such as 30m, 6h or 1h30m, not "30 minutes".',
      '4:20 "rounds.deadline" ("0s") is refused: it must be longer than nothing.',
    ],
  ],
  [
    "presence out of order",
    ["presence: {idle: 2h, gone: 30m}"],
    [
      '2:18 "presence.stale" (1h) must be longer than "presence.idle" (2h).',
      '2:28 "presence.gone" (30m) must be longer than "presence.stale" (1h).',
    ],
  ],
  [
    "a queue with a wildcard",
    ["messages: {queue: q/*, scoreboard: ../x}"],
    [
      '2:19 "messages.queue" must be the path of a directory, not "q/*".',
      '2:36 "messages.scoreboard" ("../x") is refused: the pattern has a ".." segment.',
    ],
  ],
  [
    "addresses that are not of the web",
    ['notify: [ftp://x, "http://", "https://[x"]'],
    [
      '2:10 An entry of "notify" must be a web address that starts with https:// or http://, not "ftp://x".',
      '2:19 An entry of "notify" must be a web address that starts with https:// or http://, not "http://".',
      '2:31 An entry of "notify" ("https://[x") is refused: it is not a web address.',
    ],
  ],
  [
    "branches of two teams that meet",
    ["teams:", "  a: {write: []}", '  b: {write: [], branches: ["*/fix"]}'],
    ['4:29 Teams a ("a/**") and b ("*/fix") both match the branch "a/fix".'],
  ],
  [
    "an anchor and an alias",
    ["free: &b [x]", "shared: *b"],
    ["2:7 A YAML anchor (&) is not allowed.", '3:9 "*b" is read as a YAML alias, which is not allowed.'],
  ],
])("%s: refused", (_, rest, expected) => {
  const text = withArchitect(...rest);
  expect(lines(text)).toEqual(expected);
  expect(parsePolicy(text).policy).toBeNull();
});
