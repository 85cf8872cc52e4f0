// `npm run bench`: every measurement, or those named (`node bench/run.mjs push globs`); `--quick` measures less and takes a minute.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

const MEASUREMENTS = [
  "push",
  "globs",
  "store",
  "edge",
  "github",
  "rounds",
  "claims",
  "fold",
  "screens",
  "hook",
  "events",
];
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const unknown = named.filter((name) => !MEASUREMENTS.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`nothing measures ${unknown.join(", ")}; there are: ${MEASUREMENTS.join(", ")}\n`);
  process.exit(64);
}

const git = execFileSync("git", ["version"], { encoding: "utf8" }).trim();
const memory = Math.round(totalmem() / 1024 ** 3);
console.log(
  `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${memory} GiB, ${process.platform}, node ${process.version}, ${git}`,
);
busy("before");
console.log("Read the ratios: what stands in one row was measured in turns, in one run.\n");
for (const name of named.length > 0 ? named : MEASUREMENTS) await import(`./${name}.mjs`);
busy("after");

/** Medians stand a little noise, not a machine that has more to do than cores. */
function busy(when) {
  const [load] = loadavg();
  if (when === "before" ? load > cpus().length / 2 : load > cpus().length + 1)
    console.log(
      `This machine is busy with other things (load ${load.toFixed(1)} ${when}): do not trust differences of some percent.`,
    );
}
