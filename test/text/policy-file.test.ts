// The policy file: what it means, its defaults, and its bytes.
import type { Scope } from "../../src/core/policy.ts";
import { parsePolicy, policyFromBytes } from "../../src/text/policy-file.ts";
import { EXAMPLE } from "./example.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const valid = (text: string) => {
  const { policy, findings } = parsePolicy(text);
  expect(findings).toEqual([]);
  return policy!;
};
const texts = (scope: Scope) => scope.patterns.map(({ text }) => text);

/** A policy with an architect on the first line and these lines below. */
const withArchitect = (...rest: readonly string[]) => ["architects: [ada]", ...rest, ""].join("\n");

describe("the complete example", () => {
  const policy = valid(EXAMPLE);

  test("has its people and bots", () => {
    expect(policy.architects.map(({ name }) => name)).toEqual(["ada", "@acme/architects"]);
    expect(policy.free.map(({ name }) => name)).toEqual(["dependabot[bot]", "renovate[bot]"]);
    expect(policy.architects[1]!.at).toEqual({ path: ".github/lanekeeper.yml", line: 2, column: 19 });
  });

  test("has its team with the place of every pattern", () => {
    const team = policy.teams[0]!;
    expect(team).toMatchObject({
      name: "framework",
      aliases: ["fw"],
      sessions: ["sA", "sB"],
      at: { line: 5, column: 3 },
    });
    expect(texts(team.branches)).toEqual(["framework/**", "fw/**"]);
    expect(team.write.patterns).toEqual([
      { text: "expertdomain/", at: { path: ".github/lanekeeper.yml", line: 8, column: 13 } },
      { text: "experiments/x/", at: { path: ".github/lanekeeper.yml", line: 8, column: 30 } },
    ]);
    expect(team.write.set.find("experiments/x/a.ts")).toBe(1);
    expect(texts(team.read)).toEqual(["*"]);
    expect(team.members.map(({ name }) => name)).toEqual(["grace", "@acme/framework"]);
  });

  test("has its sessions", () => {
    expect(policy.sessions.branches.map(({ text }) => text)).toEqual(["session-{id}", "**/*-{id}"]);
    expect(policy.sessions.prefix).toBe("required");
    expect([...policy.sessions.names]).toEqual([["sA", "Sintra"]]);
    expect(texts(policy.sessions.write.get("sC")!)).toEqual(["docs/"]);
  });

  test("has the rest of its values", () => {
    expect(texts(policy.shared)).toEqual(["docs/ai/sessions/"]);
    expect(policy.protected.patterns).toEqual([{ text: ".github/lanekeeper.yml", at: null }]);
    expect(policy).toMatchObject({ version: 1, trunk: "branch", unmatched: "architects", history: "warn", notify: [] });
    expect(policy.rounds).toEqual({
      branch: "{team}/round-{n}",
      announcement: "ANNOUNCEMENT.md",
      reply: "REPLY.md",
      barrier: "all",
      deadline: 24 * HOUR,
      advance: "architect",
      artifacts: "forbid",
    });
    expect(policy.claims).toMatchObject({ mode: "warn", ttl: 6 * HOUR });
    expect(texts(policy.claims.ignore)).toEqual(["**/package-lock.json"]);
    expect(policy.messages).toEqual({
      queue: "docs/ai/sessions/queue",
      scoreboard: "docs/ai/sessions/active.md",
      ackWithin: 30 * MINUTE,
      escalateTo: ["ada"],
    });
    expect(policy.presence).toEqual({ idle: 5 * MINUTE, stale: HOUR, gone: 6 * HOUR });
    expect(policy.github).toEqual({ approve: false });
  });
});

describe("what is not written", () => {
  test("is the example's value, but for names, scopes and what has no default", () => {
    const policy = valid("architects: [ada]\n");
    const example = valid(EXAMPLE);
    const { trunk, unmatched, history, rounds, presence, github, notify, version } = policy;
    expect({ trunk, unmatched, history, presence, github, notify, version }).toEqual({
      trunk: example.trunk,
      unmatched: example.unmatched,
      history: example.history,
      presence: example.presence,
      github: example.github,
      notify: example.notify,
      version: example.version,
    });
    expect(rounds).toEqual({ ...example.rounds, deadline: null });
    expect(policy.claims).toMatchObject({ mode: "warn", ttl: 6 * HOUR });
    expect(policy.messages).toEqual({ ...example.messages, escalateTo: [] });
    expect(policy.sessions.branches).toEqual(["session-{id}", "**/*-{id}"].map((text) => ({ text, at: null })));
    expect([policy.teams, policy.free, texts(policy.claims.ignore)]).toEqual([[], [], []]);
    expect(texts(policy.shared)).toEqual(["docs/ai/sessions/queue/", "docs/ai/sessions/active.md"]);
  });

  test("a team's branches are those below its name and aliases", () => {
    const policy = valid(withArchitect("teams: {qa: {aliases: [test, t2], write: [test/]}}"));
    expect(policy.teams[0]!.branches.patterns).toEqual(
      ["qa/**", "test/**", "t2/**"].map((text) => ({ text, at: null })),
    );
    expect(policy.teams[0]!.branches.set.has("t2/x")).toBe(true);
    expect(texts(policy.teams[0]!.read)).toEqual(["*"]);
  });

  test("the shared paths follow the queue and the scoreboard", () => {
    const policy = valid(withArchitect("messages: {queue: talk/queue/, scoreboard: talk/board.md}"));
    expect(policy.shared.patterns).toEqual(["talk/queue/", "talk/board.md"].map((text) => ({ text, at: null })));
    expect(policy.messages.queue).toBe("talk/queue");
    expect(policy.shared.set.has("talk/queue/to-sA.md")).toBe(true);
  });

  test("an empty list of shared paths shares nothing", () => {
    expect(texts(valid(withArchitect("shared: []")).shared)).toEqual([]);
  });

  test("the policy file is always protected, and once only", () => {
    expect(texts(valid(withArchitect("protected: [ci/]")).protected)).toEqual(["ci/", ".github/lanekeeper.yml"]);
    expect(texts(valid(withArchitect("protected: [.github/lanekeeper.yml]")).protected)).toEqual([
      ".github/lanekeeper.yml",
    ]);
  });
});

test.each([
  ["a team that may write nothing of its own", "teams: {qa: {write: []}}"],
  ["no teams", "teams: {}"],
  ["a barrier of two", "rounds: {barrier: 2}"],
  ["a joined duration", "presence: {idle: 1m30s}"],
  ["an architect who is a member", "teams: {qa: {write: [], members: [ada]}}"],
  ["a team whose name is a number", "teams: {42: {write: []}}"],
  ["a name for a session of no team", "sessions: {names: {sZ: Zoe}}"],
  ["logins of many systems", 'free: [www-data, _svc, j.doe, "dependabot[bot]", ACME\\bob, jane@corp.example]'],
  ["web addresses", 'notify: ["https://example.org/a?b=c", "http://127.0.0.1:8080"]'],
  ["an escaped pattern", 'shared: ["a\\\\{b\\\\}/"]'],
  ["prefix off without quotes", "sessions: {prefix: off}"],
])("%s is fine", (_, line) => {
  valid(withArchitect(line));
});

test.each<[string, string, string[]]>([
  ["an empty file", "", ["1:1 The policy is empty; it needs at least architects."]],
  ["a file of comments", "# soon\n", ["1:1 The policy is empty; it needs at least architects."]],
  ["a list", "- a\n", ["1:1 The policy must be a map of keys and values, not a list."]],
  ["prose", "hello there\n", ['1:1 The policy must be a map of keys and values, not the text "hello there".']],
  ["no architects", "version: 1\n", ['1:1 "architects" is missing.']],
  ["an empty list of architects", "architects: []\n", ['1:13 "architects" must have at least one entry.']],
  ["one architect who is no list", "architects: ada\n", ['1:13 "architects" must be a list, not the text "ada".']],
  [
    "a version of the future",
    "version: 2\narchitects: [ada]\n",
    ['1:10 "version" must be the number 1, not the number 2.'],
  ],
  [
    "a version in quotes",
    'version: "1"\narchitects: [ada]\n',
    ['1:10 "version" must be the number 1, not the text "1".'],
  ],
  ["YAML that is none", "architects: [ada\n", ["2:1 This is not valid YAML: deficient indentation."]],
  [
    "a duplicate key beside another problem",
    "architects: [ada]\ntrunk: branch\ntrunk: x\nfree: x\n",
    [
      '3:1 The key "trunk" stands here a second time; it is already on line 2.',
      '4:7 "free" must be a list, not the text "x".',
    ],
  ],
])("%s is refused", (_, text, expected) => {
  const { policy, findings } = parsePolicy(text);
  expect(policy).toBeNull();
  expect(findings.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(expected);
});

describe("from bytes", () => {
  const refused = (...bytes: readonly number[]) =>
    policyFromBytes(Uint8Array.from(bytes)).findings.map(({ line, column, message }) => `${line}:${column} ${message}`);

  test("the same policy comes as from text", () => {
    expect(policyFromBytes(new TextEncoder().encode(EXAMPLE)).policy!.teams[0]!.name).toBe("framework");
    expect(policyFromBytes(new TextEncoder().encode("\ufeffarchitects: [ada]")).findings).toEqual([]);
  });

  test("the first byte that is not UTF-8 is named with its place", () => {
    expect(refused(0xff, 0xfe, 97, 0)).toEqual(["1:1 The file is not UTF-8: the byte 0xff stands here."]);
    expect(refused(97, 10, 98, 0xc3, 0x28, 0xff)).toEqual(["2:2 The file is not UTF-8: the byte 0xc3 stands here."]);
    expect(refused(0xf0, 0x9f, 0x98, 0x80, 0xe2, 0x82)).toEqual([
      "1:3 The file is not UTF-8: the byte 0xe2 stands here.",
    ]);
    expect(refused(0xef, 0xbb, 0xbf, 97, 0xed, 0xa0, 0x80)).toEqual([
      "1:2 The file is not UTF-8: the byte 0xed stands here.",
    ]);
  });

  test("a NUL is named with its place", () => {
    expect(refused(97, 58, 0)).toEqual(["1:3 A control character (U+0000) is not allowed here."]);
  });

  test("what is over 256 KiB is not looked at", () => {
    expect(policyFromBytes(new Uint8Array(256 * 1024 + 1)).findings.map(({ message }) => message)).toEqual([
      "The file is over 256 KiB.",
    ]);
  });
});
