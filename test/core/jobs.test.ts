// Jobs: who may say what of them, how an end is reported, and a silence noticed by the clock alone.
import type { Command } from "../../src/core/commands/command.ts";
import { decide } from "../../src/core/decide.ts";
import { documentOf } from "../../src/core/document.ts";
import { later } from "../../src/core/instant.ts";
import { MAX_OVER } from "../../src/core/jobs/fold.ts";
import { parseSayings } from "../../src/text/command.ts";
import { Crew, MINUTE, START } from "./a-crew.ts";

const start = (id = "j1", more: Partial<Command & { kind: "job"; verb: "start" }> = {}): Command => ({
  kind: "job",
  verb: "start",
  id,
  beats: MINUTE,
  on: null,
  to: null,
  line: "npm test",
  ...more,
});
const beat = (id = "j1"): Command => ({ kind: "job", verb: "beat", id });
const end = (code: number | null, signal: string | null, text: string | null = null, id = "j1"): Command => ({
  kind: "job",
  verb: "end",
  id,
  code,
  signal,
  text,
});
const jobOf = (crew: Crew, id = "j1") => documentOf(crew.state, crew.now).jobs.find((each) => each.id === id)!;

describe("how it ends", () => {
  it.each<[string, Command, string]>([
    ["in order", end(0, null), "run of npm test ended with exit code 0 after 2m"],
    ["badly", end(3, null, "a\nb"), "run of npm test ended with exit code 3 after 2m\nlast lines of stderr:\na\nb"],
    ["by a signal", end(null, "SIGSEGV"), "run of npm test was ended by SIGSEGV after 2m"],
  ])("%s: told once to the session itself", (_, command, text) => {
    const crew = new Crew();
    expect(crew.says("sA", start())).toBeNull();
    crew.wait(2);
    expect(crew.says("sA", command)).toBeNull();
    expect(crew.says("sA", command)).toBeNull();
    expect(crew.inbox("sA")).toEqual([`m1 sA status: ${text}`]);
    expect(jobOf(crew)).toMatchObject({ state: "ended", report: "m1", session: "sA", ended: crew.now });
  });

  it.each([
    ["a team", "qa", "qa"],
    ["a session by its name", "sintra", "sA"],
    ["people", "human", "human"],
  ])("told to %s where that was asked for", (_, to, addressee) => {
    const crew = new Crew();
    expect(crew.says("sB", start("j1", { to, on: "box-1" }))).toBeNull();
    expect(crew.says("sB", end(0, null))).toBeNull();
    expect(crew.inbox(addressee)).toEqual(["m1 sB status: run of npm test on box-1 ended with exit code 0 after 0s"]);
  });

  it("a team's own job is told to the team", () => {
    const crew = new Crew();
    expect(crew.says("fw", start())).toBeNull();
    expect(crew.says("fw", end(0, null))).toBeNull();
    expect(crew.inbox("fw")).toHaveLength(1);
  });
});

describe("what is refused", () => {
  it.each<[string, readonly Command[], string, string, Command]>([
    ["nobody to tell", [], "sA", "nobody is called nobody", start("j1", { to: "nobody" })],
    ["a beat of nothing", [], "sA", "there is no job j1", beat()],
    ["an end of nothing", [], "sA", "there is no job j1", end(0, null)],
    ["somebody else's beat", [start()], "sB", "j1 is a job of sA, and you speak for sB", beat()],
    ["somebody else's end", [start()], "sB", "j1 is a job of sA, and you speak for sB", end(0, null)],
    ["an id of somebody else's", [start()], "sB", "there is a job j1 already", start()],
    ["an id for something else", [start()], "sA", "there is a job j1 already", start("j1", { line: "make" })],
    ["a start after its end", [start(), end(0, null)], "sA", "there is a job j1 already", start()],
    ["a beat after its end", [start(), end(0, null)], "sA", "j1 is over", beat()],
    ["another end", [start(), end(0, null)], "sA", "j1 is over", end(1, null)],
    ["a long command", [], "sA", "that is more than the 500 characters", start("j1", { line: "x".repeat(501) })],
    ["a long machine", [], "sA", "that is more than the 100 characters", start("j1", { on: "x".repeat(101) })],
    ["a long report", [start()], "sA", "that is more than the 3000 characters", end(1, null, "x".repeat(3_001))],
  ])("%s", (_, before, who, why, command) => {
    const crew = new Crew();
    for (const each of before) expect(crew.says("sA", each)).toBeNull();
    const { jobs } = crew.state;
    expect(crew.says(who, command)).toContain(why);
    expect(crew.state.jobs).toEqual(jobs);
    expect(crew.state.messages.size).toBe(before.filter((each) => each.kind === "job" && each.verb === "end").length);
  });

  it("more than 50 at once, until one of them is over", () => {
    const crew = new Crew();
    for (let index = 0; index < 50; index += 1) expect(crew.says("sA", start(`j${index}`))).toBeNull();
    expect(crew.says("sA", start("more"))).toBe("sA runs 50 jobs already");
    expect(crew.says("sB", start("more"))).toBeNull();
    expect(crew.says("sA", end(0, null, null, "j7"))).toBeNull();
    expect(crew.says("sA", start("again"))).toBeNull();
  });
});

describe("a silence", () => {
  const silent = (crew: Crew, ms: number, since?: string) => {
    crew.now = later(crew.now, ms);
    return crew.happens({ kind: "tick", now: crew.now, ...(since === undefined ? {} : { since }) });
  };

  it("is told after two and a half beats, not before, and once", () => {
    const crew = new Crew();
    crew.says("sA", start("j1", { to: "qa", on: "box" }));
    expect(silent(crew, 2.5 * MINUTE - 1)).toEqual([]);
    expect(silent(crew, 1).map(({ kind }) => kind)).toEqual(["job-lost", "sent"]);
    expect(crew.inbox("qa")).toEqual([
      `m1 lanekeeper warning: run of npm test on box died without a word: it was to be heard of every 1m, and was last at ${START}`,
    ]);
    expect(jobOf(crew)).toMatchObject({ state: "lost", report: "m1" });
    expect(silent(crew, 30 * MINUTE)).toEqual([]);
  });

  it("several at once are told each by itself", () => {
    const crew = new Crew();
    for (const id of ["j1", "j2", "j3"]) crew.says("sA", start(id, { line: `make ${id}` }));
    silent(crew, 10 * MINUTE);
    expect(crew.inbox("sA").map((each) => each.slice(0, 33))).toEqual([
      "m1 lanekeeper warning: run of mak",
      "m2 lanekeeper warning: run of mak",
      "m3 lanekeeper warning: run of mak",
    ]);
  });

  it("is none while it beats; beats closer than half of one are not written down", () => {
    const crew = new Crew();
    crew.says("sA", start());
    for (let index = 0; index < 10; index += 1) {
      expect(silent(crew, MINUTE)).toEqual([]);
      expect(crew.says("sA", beat())).toBeNull();
    }
  });

  it("is the server's own while it was away", () => {
    const crew = new Crew();
    crew.says("sA", start());
    const back = later(crew.now, 60 * MINUTE);
    expect(silent(crew, 61 * MINUTE, back)).toEqual([]);
    expect(silent(crew, 1.5 * MINUTE, back).map(({ kind }) => kind)).toEqual(["job-lost", "sent"]);
  });

  it("may end: a beat takes it back, and its end is told all the same", () => {
    const crew = new Crew();
    crew.says("sA", start());
    silent(crew, 10 * MINUTE);
    expect(crew.says("sA", beat())).toBeNull();
    expect(jobOf(crew).state).toBe("running");
    expect(crew.says("sA", end(0, null))).toBeNull();
    expect(crew.inbox("sA").map((each) => each.split(": ")[1])).toEqual([
      expect.stringContaining("died without a word"),
      "run of npm test runs after all",
      "run of npm test ended with exit code 0 after 10m",
    ]);
  });

  it("whoever nobody is called any more is told in a dead letter", () => {
    const crew = new Crew();
    crew.says("sA", start("j1", { to: "qa" }));
    const charter = { ...crew.state.charter!, teams: [] };
    crew.state = { ...crew.state, charter };
    silent(crew, 10 * MINUTE);
    expect(documentOf(crew.state, crew.now).messages).toMatchObject([{ to: "qa", addressees: {}, dead: true }]);
  });
});

it("a beat is a sign of life and leaves no record of its own", () => {
  const crew = new Crew();
  crew.says("sA", start());
  crew.now = later(crew.now, MINUTE);
  const entries = decide(crew.state, { kind: "said", saying: crew.saying("sA", beat(), { via: "command" }) });
  expect(entries.map(({ kind }) => kind)).toEqual(["active", "job-beat"]);
  const unknown = decide(crew.state, { kind: "said", saying: crew.saying("sA", beat("j9"), { via: "command" }) });
  expect(unknown.map(({ kind }) => kind)).toEqual(["active", "obeyed"]);
});

it("the newest that are over are kept, and all that run", () => {
  const crew = new Crew();
  crew.says("sA", start("runs"));
  for (let index = 0; index < MAX_OVER + 5; index += 1) {
    crew.says("sB", start(`j${index}`));
    crew.says("sB", end(0, null, null, `j${index}`));
  }
  expect(crew.state.jobs.size).toBe(MAX_OVER + 1);
  expect([crew.state.jobs.has("runs"), crew.state.jobs.has("j4"), crew.state.jobs.has("j5")]).toEqual([
    true,
    false,
    true,
  ]);
});

describe("as it is typed", () => {
  const read = (line: string) => {
    const [saying] = parseSayings(line);
    return saying?.command ?? saying?.problem;
  };

  it.each<[string, Command]>([
    ["/job start j1 every 1m -- npm test", start()],
    [
      '/job start j1 tell sB every 90s on "my box" -- npm  run "a b" -- x',
      start("j1", { beats: 90_000, to: "sB", on: "my box", line: 'npm run "a b" -- x' }),
    ],
    ["/job beat j1", beat()],
    ["/job end j1 code 0", end(0, null)],
    ["/job end j1 code 127 -- not\\\n  found", end(127, null, "not\n  found")],
    ["/job end j1 signal SIGKILL", end(null, "SIGKILL")],
  ])("%s", (line, command) => expect(read(line)).toEqual(command));

  it.each([
    ["/job", "neither that a job starts"],
    ["/job stop j1", "neither that a job starts"],
    ["/job start", "which job"],
    ["/job start -j -- x", "which job"],
    [`/job beat ${"j".repeat(41)}`, "which job"],
    ["/job start j1 every 1m", "nothing says what runs"],
    ["/job start j1 -- x", "every 1s at most"],
    ["/job start j1 every 0s -- x", "every 1s at most"],
    ["/job start j1 every 2h -- x", "every 1s at most"],
    ["/job start j1 every soon -- x", "every 1s at most"],
    ["/job start j1 every -- x", "missing or too long"],
    ["/job start j1 every 1m then sB -- x", "means nothing here"],
    [`/job start j1 every 1m on ${"x".repeat(201)} -- x`, "missing or too long"],
    ["/job beat j1 now", "nothing follows a beat"],
    ["/job end j1", "does not say how it ended"],
    ["/job end j1 code x", "does not say how it ended"],
    ["/job end j1 code 0 signal SIGHUP", "does not say how it ended"],
    ["/job end j1 signal 9", "does not say how it ended"],
    ['/job start "j1', "a quotation mark is not closed"],
  ])("%s is no command", (line, why) => expect(read(line)).toContain(why));
});
