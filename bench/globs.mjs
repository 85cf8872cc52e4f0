// Measures the glob core beside minimatch: bulk matching, hostile patterns, the index of claims. Prints tables only.
// Read the ratios: the figures of one run were taken side by side, in turns, on whatever machine this is.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { Minimatch } from "minimatch";

const folder = mkdtempSync(join(tmpdir(), "lanekeeper-globs-"));
const outfile = join(folder, "glob.mjs");
const entry = fileURLToPath(new URL("../src/core/glob.ts", import.meta.url));
await build({ entryPoints: [entry], bundle: true, format: "esm", platform: "neutral", outfile, logLevel: "warning" });
const { compile, intersect, patternProblem, PatternIndex } = await import(pathToFileURL(outfile).href);
rmSync(folder, { recursive: true });

const DIALECT = { dot: true, nonegate: true, nocomment: true, nobrace: true, noext: true };
const random = seeded(20260531);
const pick = (list) => list[Math.floor(random() * list.length)];
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const timed = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const TEAMS = list("team", 40);
const PARTS = list("part", 25);
const AREAS = ["src", "test", "docs", "lib", "assets"];
const WORDS = ["index", "main", "parser", "router", "store", "view", "model", "queue", "README", "config", "schema"];
const ENDINGS = ["ts", "js", "css", "md", "json", "yml", "snap", "py", "go", "png"];

throughput();
hostile();
claims();

function throughput() {
  const paths = Array.from({ length: 100_000 }, (_, at) => aPath(at));
  // Strings put together are flattened when they are first read; nobody should be charged for that.
  for (const path of paths) path.charCodeAt(0);
  const rows = [];
  for (const count of [10, 100, 1000]) {
    const patterns = Array.from({ length: count }, aPattern);
    const some = count === 1000 ? paths.filter((_, at) => at % 10 === 0) : paths;
    const [ours, theirs] = [[], []];
    for (let run = 0; run < 3; run++) {
      ours.push(perSecond(paths, () => compile(patterns)));
      theirs.push(perSecond(some, () => oracle(patterns)));
    }
    const set = compile(patterns);
    const other = oracle(patterns);
    const differing = some.filter((path) => set.find(path) !== other.find(path)).length;
    rows.push({
      patterns: count,
      "ours, paths/s": Math.round(median(ours)),
      "minimatch, paths/s": Math.round(median(theirs)),
      ratio: round(median(ours) / median(theirs)),
      "minimatch's paths": some.length,
      differing,
    });
  }
  console.log("1. 100,000 paths, cold: compiling and one pass; the median of 3 alternating runs");
  console.table(rows);
  console.log(`10 to 1,000 patterns: ${round(rows[0]["ours, paths/s"] / rows[2]["ours, paths/s"])} times slower\n`);
}

function perSecond(paths, make) {
  const ms = timed(() => {
    const set = make();
    for (const path of paths) set.find(path);
  });
  return (paths.length / ms) * 1000;
}

function oracle(patterns) {
  const all = patterns.map((pattern) => forMinimatch(pattern).map((each) => new Minimatch(each, DIALECT)));
  return { find: (path) => all.findIndex((some) => some.some((each) => each.match(path))) };
}

function forMinimatch(pattern) {
  if (pattern === "*") return ["**"];
  if (pattern.endsWith("/")) return [`${pattern}**`];
  return /[*?]/.test(pattern) ? [pattern] : [pattern, `${pattern}/**`];
}

function hostile() {
  const long = "a".repeat(4096);
  const deep = "a/".repeat(2048);
  const shapes = {
    "a* x100": ["a*".repeat(100)],
    "*a x99, b": [`${"*a".repeat(99)}b`],
    "*?a x66": ["*?a".repeat(66)],
    "*a and 198 ?": [`*a${"?".repeat(198)}`],
    "200 ?": ["?".repeat(200)],
    "**/ x66": ["**/".repeat(66)],
    "**/a/ x40": ["**/a/".repeat(40)],
    "**/*/ x40": ["**/*/".repeat(40)],
    "**/*a*/ x28, b": [`${"**/*a*/".repeat(28)}b`],
    "*/ x100": ["*/".repeat(100)],
    "**/a?*/**/*b*/**/*.ts x1000": Array.from(
      { length: 1000 },
      (_, at) => `**/${letter(at)}?*/**/*${letter(at / 26)}*/**/*.t${at}`,
    ),
    "*a*b… x2000": Array.from({ length: 2000 }, (_, at) => `*${letter(at)}*${letter(at / 26)}*${letter(at * 7)}*`),
    "*a and ? x2000": Array.from({ length: 2000 }, (_, at) => `*${letter(at)}${"?".repeat(at % 60)}`),
    "{a,b} x16": ["{a,b}".repeat(16)],
    "+( x100": ["+(".repeat(100)],
    "[ x20,000": ["[".repeat(20_000)],
  };
  const paths = [long, deep, "ab".repeat(2048), "a/b".repeat(1365), `${long}b`, `src/${"ab/".repeat(60)}x.ts`];
  const rows = Object.entries(shapes).map(([shape, patterns]) => {
    const refused = patterns.some((pattern) => patternProblem(pattern) !== null);
    const ms = timed(() => {
      if (refused) return;
      const set = compile(patterns);
      for (const path of paths) set.find(path);
    });
    const meeting = refused ? 0 : timed(() => intersect(patterns[0], patterns.at(-1)));
    return { shape, refused, "compile and 6 paths, ms": round(ms), "intersect with the last, ms": round(meeting) };
  });
  console.log("2. Hostile patterns on paths of about 4,096 characters");
  console.table(rows);
}

function claims() {
  const queries = {
    "one file": () => `${pick(TEAMS)}/${pick(PARTS)}/src/m${Math.floor(random() * 20)}/${pick(WORDS)}.rs`,
    "narrow directory": () => `${pick(TEAMS)}/${pick(PARTS)}/src/m${Math.floor(random() * 20)}/**`,
    "team directory": () => `${pick(TEAMS)}/`,
    "files of a kind": () => `${pick(TEAMS)}/*/src/**/*.${pick(ENDINGS)}`,
    floating: () => `**/*.${pick(ENDINGS)}`,
  };
  const rows = [];
  const files = [];
  for (const count of [10, 1000, 10_000]) {
    const live = Array.from({ length: count }, aClaim);
    const index = new PatternIndex();
    const adding = timed(() => {
      for (const [at, pattern] of live.entries()) index.add(pattern, at);
    });
    for (const [query, make] of Object.entries(queries)) {
      const patterns = Array.from({ length: count === 10_000 ? 5 : 20 }, make);
      const before = index.tests;
      let found = 0;
      const ms = timed(() => {
        for (const pattern of patterns) for (const _ of index.overlapping(pattern)) found++;
      });
      rows.push({
        claims: count,
        query,
        tests: index.tests - before,
        overlaps: found,
        "us a query": round((ms * 1000) / patterns.length),
        "us to add": round((adding * 1000) / count),
      });
    }
    files.push(oneFile(index, live));
  }
  console.log("3. Live claims: exact tests for each true overlap");
  console.table(rows);
  console.log("4. Who claims one file? The index beside a scan of all claims");
  console.table(files);
}

function oneFile(index, live) {
  const paths = Array.from({ length: 4000 }, (_, at) => aPath(at));
  const compiled = live.map((pattern) => compile([pattern]));
  const us = usEach(paths, (path) => [...index.matching(path)].length);
  const few = paths.slice(0, 5);
  const met = usEach(few, (path) => live.filter((pattern) => intersect(path, pattern) !== null).length);
  const matched = usEach(few, (path) => compiled.filter((set) => set.has(path)).length);
  return {
    claims: live.length,
    "index, us": round(us),
    "scan by intersect(), us": round(met),
    ratio: round(met / us),
    "scan by compiled sets, us": round(matched),
    "ratio ": round(matched / us),
  };
}

/** Microseconds for each of them, the second time round. */
function usEach(items, work) {
  const pass = () => {
    for (const item of items) work(item);
  };
  pass();
  return (timed(pass) * 1000) / items.length;
}

function aPath(at) {
  return `${pick(TEAMS)}/${pick(PARTS)}/${pick(AREAS)}/m${Math.floor(random() * 20)}/${pick(WORDS)}-${at}.${pick(ENDINGS)}`;
}

function aPattern(_, at) {
  const [team, part, area] = [pick(TEAMS), pick(PARTS), pick(AREAS)];
  switch (at % 10) {
    case 0:
      return `**/*.${pick(WORDS)}.${pick(ENDINGS)}`;
    case 1:
      return `${team}/*/${area}/*.${pick(ENDINGS)}`;
    case 2:
      return `${team}/**/${pick(WORDS)}-${at}*.${pick(ENDINGS)}`;
    case 3:
      return `${team}/${part}/${area}/m${at % 20}/*-?${at % 10}.${pick(ENDINGS)}`;
    case 4:
    case 5:
      return `${team}/${part}/${area}/m${at % 20}/${pick(WORDS)}-${at}.${pick(ENDINGS)}`;
    default:
      return `${team}/${part}/${area}/m${at % 20}/`;
  }
}

function aClaim(_, at) {
  const directory = `${pick(TEAMS)}/${pick(PARTS)}/src/m${at % 20}`;
  if (at % 20 === 0) return `**/*.${pick(ENDINGS)}${at % 7}`;
  if (at % 10 === 1) return `${directory}/**`;
  if (at % 10 === 2) return `${directory}/*.${pick(ENDINGS)}`;
  return `${directory}/${pick(WORDS)}-${at}.${pick(ENDINGS)}`;
}

function list(name, count) {
  return Array.from({ length: count }, (_, at) => `${name}-${at}`);
}

function letter(at) {
  return String.fromCharCode(97 + (Math.floor(at) % 26));
}

function round(value) {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
