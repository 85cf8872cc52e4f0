// What a fleet makes the App write: twenty sessions for days by a clock put forward, before the double in one process; comments, edits and
// checks per 1,000 events (commands, pushes, comments). Counts, no times: they are the same on every machine. `--quick` takes three days.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const quick = process.argv.includes("--quick");
const DAYS = quick ? 3 : 14;
/** Which share of the sessions claims and asks each day: one in so many. */
const TERMS = quick ? [5] : [8, 2];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// Where node finds the packages that stay outside the bundle, and the double what it reads beside itself.
const built = here(`../node_modules/.lanekeeper-screens-${process.pid}`);
process.on("exit", () => rmSync(built, { recursive: true, force: true }));
mkdirSync(built);
const contents = 'export { Crew } from "./crew.ts"; export { fortnight } from "./fortnight.ts";';
await build({
  ...{ bundle: true, platform: "node", target: "node20", format: "esm", packages: "external", logLevel: "warning" },
  stdin: { contents, resolveDir: here("../test/story"), loader: "ts" },
  outfile: join(built, "fleet.mjs"),
});
cpSync(here("../test/world/openapi"), join(built, "openapi"), { recursive: true });
const { Crew, fortnight } = await import(join(built, "fleet.mjs"));

console.log(`screens: 20 sessions, ${DAYS} days; per 1,000 events`);
console.log("  claim and ask    events  comments  comment edits  board edits  checks  most comments on a thread");
for (const every of TERMS) {
  const crew = await Crew.start();
  const { events, threads, ...wrote } = await fortnight(crew, { days: DAYS, every });
  await crew.story.end();
  const per = (count, width) => String(Math.round((count * 1000) / events)).padStart(width);
  const most = Math.max(...[...threads.values()].map(({ length }) => length));
  console.log(
    `  one in ${every} a day ${String(events).padStart(9)}${per(wrote.comments, 10)}${per(wrote.commentEdits, 15)}${per(wrote.issueEdits, 13)}${per(wrote.checks, 8)}${String(most).padStart(27)}`,
  );
}
