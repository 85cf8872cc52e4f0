// What a round costs from its announcement to its close, in round 1 as in round 33: five teams, real pushes to a bare repository with
// the server running. Beside it what it costs the judge's memory alone.
import { mkdirSync } from "node:fs";
import { median, ms, print, timed } from "./push/measure.mjs";
import { at } from "./push/world.mjs";
import { fleet, TEAMS } from "./rounds/fleet.mjs";
import { folded } from "./rounds/folded.mjs";

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 9 : 33;

mkdirSync(at("rounds"));
const lane = await fleet();
const times = { announce: [], answer: [], close: [], all: [] };
for (let round = 1; round <= ROUNDS; round += 1) {
  const announce = await timed(() => lane.announce(round));
  const answer = await timed(() => lane.answer(round));
  const close = await timed(() => lane.close(round));
  for (const [step, took] of Object.entries({ announce, answer, close, all: announce + answer + close }))
    times[step].push(took);
  lane.tidy();
}
await lane.stop();

const third = Math.floor(ROUNDS / 3);
const row = (step, list) => {
  const [first, last] = [median(list.slice(0, third)), median(list.slice(-third))];
  return {
    [`one round of ${TEAMS.length} teams`]: step,
    [`rounds 1-${third}`]: `${ms(first)} ms`,
    [`rounds ${ROUNDS - third + 1}-${ROUNDS}`]: `${ms(last)} ms`,
    "last : first": (last / first).toFixed(2),
  };
};
print(`1. A round through real pushes: median wall time of the first and the last third of ${ROUNDS} rounds`, [
  row("announced: one push of five branches, until the server has them", times.announce),
  row("answered: five pushes at once, until the round is complete", times.answer),
  row("closed: merged to trunk, branches deleted, closed by command", times.close),
  row("all of it", times.all),
]);

print("2. The same in memory alone: folded and decided, no git (median)", [
  row("in memory", await folded(ROUNDS, quick ? 50 : 400)),
]);
