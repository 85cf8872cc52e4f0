// What claims cost: deciding on one beside 10, 1,000 and 10,000 live ones, and judging a push of 10,000 files under 10,000. No git.
import { performance } from "node:perf_hooks";
import { build } from "esbuild";

const isQuick = process.argv.includes("--quick");
const REPEATS = isQuick ? 10 : 60;
const TEAMS = 100;
const FILES = 10_000;
const AT = "2026-05-31T12:00:00.000Z";

const root = new URL("..", import.meta.url).pathname;
const from = (names, file) => `export { ${names} } from ${JSON.stringify(`${root}src/${file}`)};`;
const contents = [
  from("EMPTY, evolve", "core/state.ts"),
  from("obey", "core/commands/obey.ts"),
  from("judge", "core/judge.ts"),
  from("ClaimTable", "core/claims/claims.ts"),
  from("overlap", "core/glob.ts"),
  from("parsePolicy", "text/policy-file.ts"),
].join("\n");
const stdin = { contents, resolveDir: root, loader: "ts" };
const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "esm", platform: "node" });
const { EMPTY, evolve, obey, judge, ClaimTable, overlap, parsePolicy } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

const teams = Array.from({ length: TEAMS }, (_, at) => `  t${at}: {write: ["src/t${at}/", "lib/"]}`);
const { policy } = parsePolicy(`architects: [ada]\nteams:\n${teams.join("\n")}\nclaims: {ignore: ["**/lock"]}\n`);

const holderOf = (index) => `t${index % TEAMS}`;
const claimOf = (index) => ({
  id: `c${index + 1}`,
  paths: [`src/t${index % TEAMS}/d${Math.floor(index / TEAMS)}/**`, `lib/${index}/*.ts`],
  holder: holderOf(index),
  mode: "exclusive",
  until: "2026-05-31T18:00:00.000Z",
  renews: 21_600_000,
  reason: null,
  task: null,
  branch: null,
  by: "ada",
});
const stateOf = (count) =>
  evolve(
    EMPTY,
    Array.from({ length: count }, (_, at) => ({
      seq: at + 1,
      at: AT,
      cause: "bench",
      entry: { kind: "claimed", ...claimOf(at) },
    })),
  );

let said = 0;
const ask = (state, as, paths) => {
  const command = { kind: "claim", paths, mode: "exclusive", lasts: null, until: null, task: null, reason: null };
  const who = { as, unclear: null, by: "ada", architect: false, branch: null, policy };
  const entries = obey(state, { key: `k${++said}`, at: AT, via: "command", line: "", command, ...who });
  return entries.find(({ kind }) => kind === "obeyed").refused === null;
};

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const timed = (act) => {
  const began = performance.now();
  act();
  return performance.now() - began;
};
const expect = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`${what}: ${got}, not ${wanted}`);
};

const COUNTS = [10, 1_000, 10_000];
const states = new Map(COUNTS.map((count) => [count, stateOf(count)]));
const QUESTIONS = [
  ["granted", "t1", ["src/t1/new/**", "lib/new/*.ts"], true],
  ["refused by one", "t1", ["lib/2/a.ts"], false],
  ["refused by all", "t1", ["lib/**"], false],
  ["`**`, refused", "t1", ["**"], false],
];
console.log("claims: one decision beside so many live claims (median, ms)");
console.log(`  ${"".padEnd(16)}${COUNTS.map((count) => String(count).padStart(9)).join("")}`);
for (const [name, as, paths, wanted] of QUESTIONS) {
  const took = new Map(COUNTS.map((count) => [count, []]));
  for (let repeat = 0; repeat < REPEATS; repeat += 1)
    for (const count of COUNTS)
      took.get(count).push(timed(() => expect(name, ask(states.get(count), as, paths), wanted)));
  console.log(`  ${name.padEnd(16)}${COUNTS.map((count) => median(took.get(count)).toFixed(2).padStart(9)).join("")}`);
}

const blob = (oid) => ({ mode: "100644", oid });
const changes = Array.from({ length: FILES }, (_, at) => {
  const path = at % 2 === 0 ? `lib/${at}/x.ts` : `src/t1/d${Math.floor(at / TEAMS)}/f${at}.ts`;
  return { path, before: blob("old"), after: blob("new") };
});
const push = {
  kind: "push",
  ref: "refs/heads/t1/x",
  trunk: { ref: "refs/heads/main", tip: "t".repeat(40) },
  before: "b".repeat(40),
  after: "a".repeat(40),
  forced: false,
  by: { login: "ada", groups: [], foldsCase: false },
  merged: false,
  changes,
  uncertain: new Set(),
  commits: [],
  standing: new Map(),
  authors: new Map(),
  names: new Map(),
  links: new Map(),
  proposed: null,
  pushers: null,
  round: null,
  overrides: [],
};
const none = { table: new ClaimTable(), now: AT };
const all = { table: states.get(10_000).claims, now: AT };
const valid = { kind: "valid", oid: "f".repeat(40), policy, warnings: [] };
const rounds = isQuick ? 5 : 20;
const [without, under] = [[], []];
for (let repeat = 0; repeat < rounds; repeat += 1) {
  without.push(timed(() => expect("findings", judge(valid, { ...push, claims: none }).findings.length, 0)));
  under.push(timed(() => judge(valid, { ...push, claims: all })));
}
const found = judge(valid, { ...push, claims: all }).findings.length;
console.log(`claims: judging a push of ${FILES} files (median, ms)`);
console.log(`  under no claim      ${median(without).toFixed(1).padStart(9)}`);
const own = {
  ...push,
  changes: changes.filter((_, at) => at % 2 === 1).flatMap((each) => [each, { ...each, path: `${each.path}x` }]),
};
const mine = [];
for (let repeat = 0; repeat < rounds; repeat += 1)
  mine.push(timed(() => expect("findings", judge(valid, { ...own, claims: all }).findings.length, 0)));
console.log(
  `  all under its own   ${median(mine).toFixed(1).padStart(9)}  ×${(median(mine) / median(without)).toFixed(2)}`,
);
console.log(
  `  half under others'  ${median(under).toFixed(1).padStart(9)}  ×${(median(under) / median(without)).toFixed(2)}, ${found} findings`,
);

/** Patterns as long as they may be, made so that the sets of positions grow without end. */
const nasty = (seed) => `${seed}*`.repeat(60).slice(0, 190);
const HOSTILE = [
  ["stars in a name", [[`*a${"?".repeat(190)}`], [`${nasty("ab")}`]], [`*b${"?".repeat(150)}`]],
  ["stars of folders", [[`${"**/a/*/".repeat(20)}b`], [`${"**/b/*/".repeat(20)}a`]], ["**/a/*/*/*/*/*/*/*/*/*/*/b/**"]],
];
console.log("claims: hostile patterns of 200 characters, to the end or to the bound (ms)");
for (const [name, unions, not] of HOSTILE) {
  let answer;
  const took = timed(() => {
    answer = overlap(unions, not, { left: 1 << 18 });
  });
  console.log(`  ${name.padEnd(20)}${took.toFixed(1).padStart(8)}  ${answer.kind}`);
}
