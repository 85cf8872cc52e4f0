// Tells the demo's story as it goes, to people. What it prints decides nothing.
import { printable } from "../../render/escape.ts";
import type { Paint } from "../paint.ts";
import type { Outcome, Teller } from "./perform.ts";
import type { Step, Where } from "./step.ts";

const WIDTH = 96;

export class Story implements Teller {
  readonly #say: (line: string) => void;
  readonly #paint: Paint;

  constructor(say: (line: string) => void, paint: Paint) {
    this.#say = say;
    this.#paint = paint;
  }

  begin(): void {
    this.#say(this.#paint.bold("Three teams and an architect share a repository; Lanekeeper keeps each in its lane."));
    for (const line of wrap("A real server, real hooks, real git, in a temporary folder that is removed at the end."))
      this.#say(line);
  }

  step(number: number, { title, why }: Step): void {
    this.#say("");
    this.#say(this.#paint.bold(`${number}. ${title}`));
    for (const line of wrap(why)) this.#say(`   ${line}`);
  }

  did(where: Where, login: string, typed: string): void {
    const place = where === "" ? "" : where === login ? login : `${login} in ${where}/`;
    this.#say(`   ${this.#paint.dim(place === "" ? "$" : `${place} $`)} ${typed}`);
  }

  printed(text: string): void {
    const lines = text.split("\n").map((line) => printable(line.trimEnd()));
    while (lines.at(-1) === "") lines.pop();
    for (const line of lines) this.#say(`   ${this.#paint.dim("│")} ${line}`);
  }

  ended({ ok, asked, expected, wrong }: Outcome): void {
    const yes = asked === "push" ? "accepted" : "done";
    const no = expected.rules.length > 0 ? `refused by ${expected.rules.join(", ")}` : "answered: no";
    const as = expected.code === 0 ? yes : no;
    this.#say(`   ${ok ? this.#paint.good(`✓ ${as}, as it should be`) : this.#paint.bad(`✗ ${wrong}`)}`);
  }

  end(outcomes: readonly Outcome[], total: number, ms: number): void {
    const good = outcomes.filter(({ ok }) => ok).length;
    const line = `${good} of ${total} steps came out as they should, in ${(ms / 1000).toFixed(1)} s. Everything is removed again.`;
    this.#say("");
    this.#say(good === total ? this.#paint.good(`✓ ${line}`) : this.#paint.bad(`✗ ${line}`));
    if (good === total) this.#say("Next, on a bare repository of your own: lanekeeper install PATH.git");
  }
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
