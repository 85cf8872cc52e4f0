// What it costs to fold a ledger of a million entries of sessions at work: signs of life, commands, claims that come and go, messages
// and acks. Beside it the least that reading them could cost: parsing their JSON.
import { performance } from "node:perf_hooks";
import { build } from "esbuild";

const COUNT = process.argv.includes("--quick") ? 100_000 : 1_000_000;
const PAGE = 10_000;
const SESSIONS = 20;

const root = new URL("..", import.meta.url).pathname;
const stdin = { contents: 'export { EMPTY, evolve } from "./src/core/state.ts";', resolveDir: root, loader: "ts" };
const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "esm", platform: "node" });
const { EMPTY, evolve } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

const idOf = (at) => `s${String.fromCharCode(65 + (at % SESSIONS))}`;

/** One session's turn: alive, a claim, a message that is answered, the claim let go. */
function turn(at) {
  const [session, other] = [idOf(at), idOf(at + 1)];
  const seen = new Date(Date.UTC(2026, 4, 1) + at * 1_000).toISOString();
  const obeyed = (what) => ({
    kind: "obeyed",
    key: `k${at}-${what}`,
    line: `/${what}`,
    as: session,
    by: "ada",
    refused: null,
  });
  const claim = { id: `c${at + 1}`, paths: [`src/d${at % 500}/**`], holder: session, mode: "exclusive" };
  const ends = { until: seen, renews: 21_600_000, reason: null, task: null, branch: null, by: "ada" };
  const sent = {
    id: `m${at + 1}`,
    from: session,
    to: other,
    type: "question",
    ref: null,
    text: "which?",
    broadcast: false,
  };
  return [
    { kind: "active", session, team: null, seen, via: "command", work: null },
    obeyed("claim"),
    { kind: "claimed", ...claim, ...ends },
    obeyed("ask"),
    { kind: "sent", ...sent, answers: null, written: null, addressees: [other], by: "ada" },
    { kind: "acked", id: sent.id, addressee: other, status: "seen", as: other, text: null },
    { kind: "acked", id: sent.id, addressee: other, status: "answered", as: other, text: "this" },
    { kind: "task-set", session, text: `turn ${at}` },
    obeyed("release"),
    {
      kind: "claim-ended",
      id: claim.id,
      holder: session,
      paths: claim.paths,
      why: "released",
      by: "ada",
      reason: null,
    },
  ].map((entry) => ({ at: seen, cause: "bench", entry }));
}

let [state, folding, parsing, seq] = [EMPTY, 0, 0, 0];
for (let from = 0; from < COUNT; from += PAGE) {
  const page = Array.from({ length: PAGE / 10 }, (_, index) => turn(from / 10 + index))
    .flat()
    .map((each) => ({ seq: ++seq, ...each }));
  const text = page.map((each) => JSON.stringify(each));
  let began = performance.now();
  const parsed = text.map((each) => JSON.parse(each));
  parsing += performance.now() - began;
  began = performance.now();
  state = evolve(state, parsed);
  folding += performance.now() - began;
}
if (state.seq !== COUNT || state.claims.size !== 0) throw new Error("the ledger was not folded whole");
console.log(
  `fold: ${COUNT.toLocaleString("en")} entries of ${SESSIONS} sessions, in pages of ${PAGE.toLocaleString("en")}`,
);
console.log(`  parsing their JSON ${(parsing / 1000).toFixed(2).padStart(8)} s`);
console.log(`  folding            ${(folding / 1000).toFixed(2).padStart(8)} s  ×${(folding / parsing).toFixed(2)}`);
