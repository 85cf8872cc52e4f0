// A fleet's fortnight, compressed: twenty sessions in five teams claim, ask, answer, push and fall silent for fourteen days, by a clock
// put forward. What it makes the App write is counted; the bench prints it, a story holds it to its bounds.
import { type Crew, HOUR } from "./crew.ts";
import { pushAll } from "./letters.ts";
import type { Scene } from "./scene.ts";

const TEAMS = ["red", "blue", "green", "gold", "gray"] as const;
const EACH = 4;
const sessionOf = (index: number): string => `s${String.fromCharCode(65 + index)}`;
export const FLEET: readonly string[] = Array.from({ length: TEAMS.length * EACH }, (_, index) => sessionOf(index));
const teamOf = (index: number): string => TEAMS[Math.floor(index / EACH)]!;

const POLICY = [
  "version: 1",
  "architects: [ada]",
  "teams:",
  ...TEAMS.map((team, index) => {
    const ids = FLEET.slice(index * EACH, (index + 1) * EACH);
    return `  ${team}: {write: ["${team}/"], sessions: [${ids.join(", ")}]}`;
  }),
  "sessions: {prefix: off}",
  "",
].join("\n");

/** What was done, and what the App wrote for it. */
export interface Tally {
  /** Commands, pushes and comments. */
  readonly events: number;
  readonly comments: number;
  readonly commentEdits: number;
  readonly issues: number;
  readonly issueEdits: number;
  readonly checks: number;
  /** The topics of the App's comments, by thread. */
  readonly threads: ReadonlyMap<number, readonly string[]>;
}

export interface Term {
  readonly days: number;
  /** Every so many sessions a day claim and ask; each has its turn. */
  readonly every: number;
}

export async function fortnight(crew: Crew, { days, every }: Term): Promise<Tally> {
  const { world } = crew.story;
  // Days go by in seconds: what GitHub takes in an hour of the clock on the wall does not count here.
  const unlimited = Number.POSITIVE_INFINITY;
  Object.assign(world.limits, { primary: unlimited, contentPerMinute: unlimited, contentPerHour: unlimited });
  const scene = await crew.scene(POLICY, { "red/a.ts": "1\n" });
  const before = world.requests.length;
  let events = await push(scene, FLEET.keys(), 0);
  const threads = new Map<string, number>();
  for (const id of FLEET) threads.set(id, await scene.pull(`session-${id}`));
  await crew.story.quiet();
  for (let day = 0; day < days; day += 1) {
    events += await morning(crew, scene, day, every);
    await crew.pass(3 * HOUR);
    events += await answering(crew, scene, day);
    events += await push(scene, [(day * 3) % FLEET.length], day + 1);
    const thread = threads.get(FLEET[day % 3]!)!;
    scene.repo.talk.comment(thread, `/ack m${90_000 + day} done`, { by: "grace" });
    events += 1;
    await crew.pass(5 * HOUR);
    // The night: everybody is silent, and gone.
    await crew.pass(16 * HOUR);
  }
  for (const { number } of [...scene.repo.issues, ...scene.repo.pulls.all]) scene.repo.talk.read(number);
  return tally(scene, world.requests.slice(before), events);
}

/** Everybody says what they do today, claims for it, and asks the next one: some of one team want the same. */
async function morning(crew: Crew, scene: Scene, day: number, every: number): Promise<number> {
  const said = FLEET.map((id, index): readonly [string, readonly string[]] => {
    const works = [
      `/claim ${teamOf(index)}/part${(index * 2 + day) % 3}/** for 4h -- day ${day}`,
      `/ask ${FLEET[(index + 1) % FLEET.length]} is part ${day} ready?`,
    ];
    const found = index % 5 === day % 5 ? [`/found something on day ${day}`] : [];
    const task = (index + day) % 2 === 0 ? [`/task day ${day} of ${teamOf(index)}`] : [];
    return [id, [...task, ...((index + day) % every === 0 ? works : []), ...found]];
  });
  const speaking = said.filter(([, lines]) => lines.length > 0);
  await Promise.all(speaking.map(([id, lines]) => crew.say(scene, id, lines.join("\n"))));
  return said.flatMap(([, lines]) => lines).length;
}

/** Most answer what waits for them; some never do. Half of them let go of what they claimed. */
async function answering(crew: Crew, scene: Scene, day: number): Promise<number> {
  const { messages } = await crew.state(scene);
  const said = FLEET.flatMap((id, index) => {
    if (index % 6 === 5) return [];
    const waiting = messages.filter(({ addressees }) => addressees[id] === "sent").slice(0, 5);
    const acks = waiting.map(
      ({ id: message, type }) => `/ack ${message} ${type === "question" ? "answered" : "done"} -- ok`,
    );
    const lines = [...acks, ...(index % 2 === day % 2 ? ["/release all"] : [])];
    return lines.length === 0 ? [] : [[id, lines] as const];
  });
  await Promise.all(said.map(([id, lines]) => crew.say(scene, id, lines.join("\n"))));
  return said.flatMap(([, lines]) => lines).length;
}

async function push(scene: Scene, sessions: Iterable<number>, day: number): Promise<number> {
  const branches = [...sessions].map((index) => [
    `session-${FLEET[index]}`,
    { [`${teamOf(index)}/${FLEET[index]}.ts`]: `${day}\n` },
  ]);
  await pushAll(scene.repo, "grace", Object.fromEntries(branches));
  await scene.story.quiet();
  return branches.length;
}

function tally(scene: Scene, requests: Crew["story"]["world"]["requests"], events: number): Tally {
  const count = (operation: string) => requests.filter((each) => each.operation === operation).length;
  const R = "/repos/{owner}/{repo}";
  const threads = new Map<number, readonly string[]>();
  for (const { app, issue, body } of scene.repo.comments) {
    const topic = /^<!-- lanekeeper:(\S+) -->/.exec(body)?.[1] ?? body;
    if (app !== null) threads.set(issue, [...(threads.get(issue) ?? []), topic]);
  }
  return {
    events,
    comments: count(`POST ${R}/issues/{issue_number}/comments`),
    commentEdits: count(`PATCH ${R}/issues/comments/{comment_id}`),
    issues: count(`POST ${R}/issues`),
    issueEdits: count(`PATCH ${R}/issues/{issue_number}`),
    checks: count(`POST ${R}/check-runs`),
    threads,
  };
}
