// Measures what hooks add to a push: none, an empty one, ours with its server up and down, gitolite's. Prints tables only.
// A hook's time is the median push with it less the median push without one, everything run in turns; ours has post-receive in it.
import { mkdirSync } from "node:fs";
import { gitolite } from "./push/gitolite.mjs";
import { added, inTurns, median, ms, percent, print, timed } from "./push/measure.mjs";
import { build, install, serve } from "./push/ours.mjs";
import { at, copyRepository, logAlone, makeBase, makeBranch, push, TARGET, writeHooks } from "./push/world.mjs";

const quick = process.argv.includes("--quick");
const EMPTY_HOOK = "#!/bin/sh\nexit 0\n";

mkdirSync(at("live"));
mkdirSync(at("made"));
build();
const base = makeBase();
const bare = { made: base, live: at("live", "bare.git") };
const empty = { made: at("made", "empty.git"), live: at("live", "empty.git") };
copyRepository(base, empty.made);
writeHooks(empty.made, EMPTY_HOOK);
const up = install(base, "up", 20);
const down = install(base, "down", 20);
const peer = gitolite(base);
const server = await serve("up");

console.log(
  peer === null
    ? "gitolite is not installed here (Debian: apt-get install gitolite3), so its column is empty."
    : `gitolite ${peer.version}: its update hook alone, 20 VREF/NAME rules; it looks at the net difference, not at commits.`,
);
console.log(
  "Base of 20,000 files; pushed to a branch that exists, in a fresh copy each time; every fourth file is new.\n",
);

const cells = quick
  ? [
      [1, 1, 9],
      [10_000, 1, 3],
      [10_000, 500, 3],
    ]
  : [1, 100, 1000, 10_000].flatMap((files) =>
      [1, 50, 500].map((commits) => [files, commits, files === 1 ? 25 : files < 10_000 ? 15 : 9]),
    );
await growth();
await rules();
await parallel();
await coldServer();
await server.stop();

async function growth() {
  const rows = [];
  for (const [files, commits, runs] of cells) {
    const branch = makeBranch(files, commits);
    const judged = server.judged();
    const times = await inTurns(
      {
        none: () => once(bare, branch),
        log: () => timed(() => logAlone(branch, 20)),
        empty: () => once(empty, branch),
        up: () => once(up, branch),
        down: () => once(down, branch),
        ...(peer === null ? {} : { gitolite: () => once(peer, branch) }),
      },
      runs,
    );
    if (server.judged() !== judged + runs + 1) throw new Error("the server did not judge every push");
    rows.push({
      "files x commits": `${files} x ${commits}`,
      runs,
      "no hook": `${ms(median(times.none))} ms`,
      "git log alone": `${ms(median(times.log))} ms, ${percent(median(times.log) / median(times.none))}`,
      "empty sh hooks": added(times.empty, times.none),
      "server up": added(times.up, times.none),
      "of it in the server": `${ms(median(server.inside(runs)))} ms`,
      "server down": added(times.down, times.none),
      gitolite: added(times.gitolite, times.none),
    });
  }
  print("1. What a hook adds to a push: 20 directory rules, every commit judged", rows);
}

async function rules() {
  const many = install(base, "up-1000", 1000, []);
  const other = await serve("up-1000");
  const once1000 = async () => {
    await other.quiet();
    return once(many, lots, TARGET(1000));
  };
  const few = makeBranch(10_000, 1, 20, "few");
  const lots = makeBranch(10_000, 1, 1000, "lots");
  const runs = quick ? 3 : 11;
  const times = await inTurns(
    {
      none: () => once(bare, few),
      few: () => once(up, few),
      lots: once1000,
    },
    runs,
  );
  const hook = (name) => median(times[name]) - median(times.none);
  print("2. Rules: 10,000 files in one commit", [
    {
      rules: 20,
      "server up": added(times.few, times.none),
      "of it in the server": `${ms(median(server.inside(runs)))} ms`,
      ratio: "1.00",
    },
    {
      rules: 1000,
      "server up": added(times.lots, times.none),
      "of it in the server": `${ms(median(other.inside(runs)))} ms`,
      ratio: (hook("lots") / hook("few")).toFixed(2),
    },
  ]);
  await other.stop();
}

/** Eight at once into one repository, each to a branch of its own. */
async function parallel() {
  const rows = [];
  for (const [files, commits] of [
    [1, 1],
    [1000, 50],
  ]) {
    const branches = Array.from({ length: 8 }, (_, index) => makeBranch(files, commits, 20, `lane-${files}-${index}`));
    const eight = (place) => async () => {
      copyRepository(place.made, place.live);
      await server.quiet();
      const one = (branch, index) => push(place.live, branch, `refs/heads/work/lane-${index}-sA`);
      return timed(() => Promise.all(branches.map(one)));
    };
    const times = await inTurns(
      { none: eight(bare), empty: eight(empty), up: eight(up), down: eight(down) },
      quick ? 2 : 9,
    );
    const ratio = (name) => (median(times[name]) / median(times.none)).toFixed(2);
    rows.push({
      "files x commits": `${files} x ${commits}`,
      "no hook": `${ms(median(times.none))} ms`,
      "empty sh hooks": ratio("empty"),
      "server up": ratio("up"),
      "server down": ratio("down"),
    });
  }
  print("3. Eight pushes at once to new branches of one repository, times those without a hook", rows);
}

/** A server that has just been started knows nothing of the repository yet. */
async function coldServer() {
  const cold = install(base, "cold", 20);
  const first = async (branch) => {
    const fresh = await serve("cold");
    const took = await once(cold, branch);
    await fresh.stop();
    return took;
  };
  const rows = [];
  for (const [files, commits] of [
    [1, 1],
    [10_000, 1],
  ]) {
    const branch = makeBranch(files, commits, 20, `cold-${files}`);
    const runs = quick ? 2 : 5;
    const times = await inTurns(
      { none: () => once(bare, branch), first: () => first(branch), later: () => once(up, branch) },
      runs,
    );
    rows.push({
      "files x commits": `${files} x ${commits}`,
      "no hook": `${ms(median(times.none))} ms`,
      "first push after the start": added(times.first, times.none),
      "later pushes": added(times.later, times.none),
    });
  }
  print("4. The first push that a server sees", rows);
}

async function once(place, branch, target = TARGET(20)) {
  copyRepository(place.made, place.live);
  await server.quiet();
  return timed(() => push(place.live, branch, target, place.env));
}
