// Sessions of a story: what they say over HTTP, in comments and in trailers, by a clock that a test puts forward.
import type { StateDocument } from "../../src/core/document.ts";
import type { Entry, Stamped } from "../../src/core/entry.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Files } from "../world/clone.ts";
import { begin, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Two teams that may write the same place, four sessions. */
export const CREW = `version: 1
architects: [ada]
teams:
  framework:
    aliases: [fw]
    write: ["src/"]
    sessions: [sA, sB]
  qa:
    write: ["qa/", "src/"]
    sessions: [sC, sD]
sessions:
  names: {sA: Sintra}
claims: {ttl: 6h, ignore: ["**/lock.json"]}
messages: {ack_within: 30m}
presence: {idle: 5m, stale: 1h, gone: 6h}
`;

export const ENFORCED = CREW.replace("claims: {", "claims: {mode: enforce, ");

export interface Told {
  readonly status: number;
  readonly type: string | null;
  readonly became: readonly Entry[];
  readonly findings: readonly Finding[];
  readonly detail: string;
}

export class Crew {
  #story: Story | null = null;
  /** How far this clock is ahead of the real one, in milliseconds. */
  ahead = 0;
  readonly #tokens = new Map<string, Promise<string>>();
  #last: Promise<unknown> = Promise.resolve();
  readonly #scenes: Scene[] = [];

  static async start(env: Record<string, string> = {}): Promise<Crew> {
    const crew = new Crew();
    crew.#story = await begin(env, { now: () => crew.now() });
    return crew;
  }

  get story(): Story {
    return this.#story!;
  }

  now(): string {
    return new Date(Date.now() + this.ahead).toISOString();
  }

  /** `2026-05-31T18:00Z`, so far from now. */
  minute(ms = 0): string {
    return `${new Date(Date.now() + this.ahead + ms).toISOString().slice(0, 16)}Z`;
  }

  /** A repository of its own that the server knows. */
  async scene(policy = CREW, files: Files = {}): Promise<Scene> {
    const first = { ".github/lanekeeper.yml": policy, "src/a.ts": "1\n", "qa/b.ts": "1\n" };
    const scene = await Scene.of(this.story, { "framework/a.ts": null, "docs/c.md": null, ...first, ...files });
    // What GitHub said nothing of is found by the sweep.
    await this.story.keeper.sweep();
    await this.story.quiet();
    this.#scenes.push(scene);
    return scene;
  }

  /** The end of all its scenes: what was said in them while time went on in later ones is read, and the story ends. */
  async end(): Promise<void> {
    await this.story.quiet();
    for (const { repo } of this.#scenes) for (const { number } of repo.issues) repo.talk.read(number);
    await this.story.end();
  }

  /** Time passes once all is quiet, so that no lease runs out under what is being handled; the server looks at what hangs on it. */
  async pass(ms: number): Promise<void> {
    await this.story.quiet();
    this.ahead += ms;
    await this.story.keeper.tick();
    await this.story.quiet();
  }

  /** A session says something over HTTP with its own token. */
  async say(scene: Scene, session: string, text: string): Promise<Told> {
    const answer = await fetch(this.#address(scene, "commands"), {
      method: "POST",
      headers: { authorization: `Bearer ${await this.#token(session)}`, "content-type": "application/json" },
      body: JSON.stringify({ text }),
    });
    const told = (await answer.json()) as Partial<Told>;
    const { became = [], findings = [], detail = "" } = told;
    return { status: answer.status, type: answer.headers.get("content-type"), became, findings, detail };
  }

  async state(scene: Scene): Promise<StateDocument> {
    const answer = await fetch(this.#address(scene, "state"), {
      headers: { authorization: `Bearer ${await this.#token("sA")}` },
    });
    return (await answer.json()) as StateDocument;
  }

  /** `c1 sA src/**`, the oldest first. */
  async claims(scene: Scene): Promise<readonly string[]> {
    return (await this.state(scene)).claims.map(({ id, holder, paths }) => `${id} ${holder} ${paths.join(" ")}`);
  }

  /** `m1 sA→sB question sent`. */
  async messages(scene: Scene): Promise<readonly string[]> {
    return (await this.state(scene)).messages.map(
      ({ id, from, to, type, status, overdue, dead }) =>
        `${id} ${from}→${to} ${type} ${status}${dead ? " dead" : overdue ? " overdue" : ""}`,
    );
  }

  /** The ledger of one repository, entry by entry. */
  async ledger(scene: Scene): Promise<readonly Stamped[]> {
    const entries: Stamped[] = [];
    for await (const each of this.story.keeper.store.ledger.read(`github/${scene.repo.id}`, 0)) entries.push(each);
    return entries;
  }

  /** Claims that were refused because of others: who, and why. */
  async refused(scene: Scene): Promise<readonly string[]> {
    return (await this.ledger(scene)).flatMap(({ entry }) =>
      entry.kind === "obeyed" && entry.refused !== null ? [`${entry.as}: ${entry.refused.why}`] : [],
    );
  }

  #address(scene: Scene, route: string): string {
    return `${this.story.url}/api/v1/repos/${scene.repo.fullName}/${route}`;
  }

  /** One after another: they are kept in one file. */
  #token(session: string): Promise<string> {
    const known = this.#tokens.get(session);
    if (known !== undefined) return known;
    const token = this.#last.then(() => this.story.token({ session }));
    this.#last = token;
    this.#tokens.set(session, token);
    return token;
  }
}

/** The reactions to a comment. */
export const reactions = ({ repo }: Scene, comment: number): readonly string[] =>
  repo.comments.find(({ id }) => id === comment)?.reactions.map(({ content }) => content) ?? [];

/** What the App answers on a thread, read. */
export async function answers(scene: Scene, thread: number): Promise<string> {
  const said = await scene.said(thread);
  return said.find((body) => body.startsWith("<!-- lanekeeper:answers -->")) ?? "";
}
