// What changes the board and what does not: signs of life are the most of what happens, and none of them is worth an edit.
import { boardOf } from "../../src/core/show/board.ts";
import type { State } from "../../src/core/state.ts";
import { boardIssue } from "../../src/render/board.ts";
import { acked, active, aState, at, claimed, more, type Said, sent } from "./a-fleet.ts";

const SESSIONS = Array.from({ length: 20 }, (_, n) => `s${String.fromCharCode(65 + n)}`);

/** How often the board of this state changes if it is drawn after each of these. */
function edits(state: State, said: readonly Said[]): number {
  let [now, shown, count] = [state, "", 0];
  for (const each of [[0] as const, ...said]) {
    now = more(now, each as Said);
    const body = boardIssue(boardOf(now, at(each[0])));
    if (body !== shown) count += 1;
    shown = body;
  }
  return count - 1;
}

const fleet = aState(
  ...SESSIONS.map((id): Said => [0, active(id, 0, `session-${id}`), claimed(`c-${id}`, id, `${id}/**`)]),
);

test("a thousand signs of life of twenty sessions are no edit", () => {
  const beats = Array.from({ length: 1000 }, (_, n): Said => {
    const id = SESSIONS[n % 20]!;
    const minute = 1 + Math.floor(n / 20);
    return [minute, active(id, minute, `session-${id}`, [`${id}/${n}.ts`])];
  });
  expect(edits(fleet, beats)).toBe(0);
});

test("of a thousand events of a working day only those that changed something are an edit each", () => {
  const day = Array.from({ length: 1000 }, (_, n): Said => {
    const id = SESSIONS[n % 20]!;
    const [turn, minute] = [Math.floor(n / 20), 1 + Math.floor(n / 3)];
    const beat = active(id, minute, `session-${id}`);
    if (turn % 10 === 1) return [minute, beat, claimed(`c${n}`, id, `x/${n}/**`)];
    if (turn % 10 === 5) return [minute, beat, sent(`m${n}`, SESSIONS[(n + 1) % 20]!, "?")];
    if (turn % 10 === 6) return [minute, beat, acked(`m${n - 20}`, SESSIONS[(n - 19) % 20]!, "answered")];
    return [minute, beat];
  });
  const changes = day.filter((each) => each.length > 2).length;
  expect(changes).toBe(300);
  expect(edits(fleet, day)).toBe(changes);
});

test("who falls silent is shown once, and once more when they are back", () => {
  const others = [30, 70, 80, 90, 100].map((minute): Said => [minute, active("sB", minute)]);
  const state = aState([0, active("sA", 0), active("sB", 0)]);
  expect(edits(state, others)).toBe(1);
  expect(edits(state, [...others, [101, active("sA", 101)]])).toBe(2);
});
