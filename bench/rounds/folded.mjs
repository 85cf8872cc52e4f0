// The judge's memory of rounds alone: one process, no git.
import { performance } from "node:perf_hooks";
import { build } from "esbuild";
import { median } from "../push/measure.mjs";
import { TEAMS } from "./fleet.mjs";

const entry = new URL("../../src/core/state.ts", import.meta.url).pathname;
const decider = new URL("../../src/core/decide.ts", import.meta.url).pathname;
const contents = `export { EMPTY, evolve } from ${JSON.stringify(entry)}; export { decide } from ${JSON.stringify(decider)};`;
const stdin = { contents, resolveDir: new URL("../..", import.meta.url).pathname, loader: "ts" };
const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "esm", platform: "node" });
const { EMPTY, evolve, decide } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

const AT = "2026-05-31T12:00:00.000Z";
/** The median of each round in milliseconds, over so many histories. */
export async function folded(rounds, repeats) {
  const took = Array.from({ length: rounds }, () => []);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    let state = EMPTY;
    const add = (entries) => {
      state = evolve(
        state,
        entries.map((each, index) => ({ seq: state.seq + index + 1, at: AT, cause: "bench", entry: each })),
      );
    };
    for (let round = 1; round <= rounds; round += 1) {
      const began = performance.now();
      for (const team of TEAMS) {
        const of = { round, team };
        add([
          {
            kind: "round-announced",
            ...of,
            branch: `${team}/round-${round}`,
            oid: `a${round}`,
            by: "ada",
            title: null,
            teams: TEAMS,
            dependsOn: [],
            deadline: null,
            revision: 1,
            text: "Do it.",
            scope: null,
            barrier: "all",
            advance: "architect",
          },
        ]);
        add([{ kind: "round-worked", ...of, head: "h" }]);
        add([
          {
            kind: "round-replied",
            ...of,
            status: "done",
            path: "REPLY.md",
            oid: `r${round}`,
            head: "h",
            text: "Done.",
          },
        ]);
        add(decide(state, { kind: "tick", now: AT }));
      }
      add(decide(state, { kind: "round-command", verb: "close", round, by: "ada" }));
      took[round - 1].push(performance.now() - began);
    }
  }
  return took.map(median);
}
