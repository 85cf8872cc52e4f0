// Our own GitHub: real bare repositories, real `git push`, signed webhooks, documented limits, and faults on request.
//
//   const world = await GitHub.start();                      // env for the App: world.env (APP_ID, PRIVATE_KEY, GHE_HOST …)
//   world.connect("http://127.0.0.1:3000/api/github/webhooks");
//   const repo = await world.repo("acme/app", { files: { "README.md": "hi\n", ".github/lanekeeper.yml": policy } });
//   const grace = await repo.clone("grace");
//   await grace.checkout("framework/round-5");
//   const head = await grace.commit("framework: add x", { "framework/x.ts": "x\n" });
//   await grace.push();                                      // check_suite and push webhooks are on their way
//   const gate = await world.until("a gate", () => repo.checks.latest(head, "lanekeeper"));
//   const number = await repo.pulls.open({ head: "framework/round-5", by: "grace" });
//   repo.talk.read(number);                                  // what the App said must be read, or verify() throws
//   world.hold(); … await world.release({ order: "reversed", twice: true });
//   world.fail({ method: "POST", path: "/check-runs" }, { status: 502, applied: true });
//   world.drop(); … world.deliver();                         // lost meanwhile, listed as failed; never sent again unasked
//   world.lagReads = 2; await grace.push();                  // readable only from the third time on
//   world.requests.filter(({ operation }) => operation?.startsWith("POST"));   world.limits.created();
//   await world.changeQuietly(() => grace.push("--force"));  // moved, and nobody told the App
//   await world.verify();                                    // no request outside GitHub's description, nothing unread
//   await world.close();
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registered } from "./app.ts";
import { Deliveries, type Release } from "./deliveries.ts";
import { type Fault, Faults, type Matcher } from "./faults.ts";
import { type Founding, founded } from "./founding.ts";
import { covers, Installations, type Installing } from "./installations.ts";
import { Limits } from "./limits.ts";
import { People } from "./people.ts";
import type { Repo } from "./repo.ts";
import { type Asked, listen } from "./server.ts";
import { repoJson, userJson } from "./shapes.ts";
import type { Account, Installation, Json } from "./state.ts";
import { Tokens } from "./tokens.ts";
import { until } from "./until.ts";

export class GitHub {
  readonly folder = mkdtempSync(join(tmpdir(), "lanekeeper-world-"));
  readonly deliveries = new Deliveries(this);
  readonly faults = new Faults();
  readonly limits = new Limits(this);
  readonly installed = new Installations(this);
  readonly tokens = new Tokens(this);
  readonly repos: Repo[] = [];
  /** Requests or answers that GitHub's description does not have. */
  readonly violations: string[] = [];
  /** Every request that came, oldest first. */
  readonly requests: Asked[] = [];
  url = "";
  /** How many reads of what is pushed from now on are refused at first. */
  lagReads = 0;
  #server: Server | null = null;
  #skew = 0;
  #quiet = 0;
  #ids = 1000;
  readonly app = registered(this.timestamp());
  readonly #people = new People(() => this.nextId());

  private constructor() {}

  static async start(): Promise<GitHub> {
    const world = new GitHub();
    const { server, port } = await listen(world);
    world.#server = server;
    world.url = `http://127.0.0.1:${port}`;
    return world;
  }

  /** What the App's environment has to say to find this GitHub. */
  get env(): Record<string, string> {
    const { id, privateKey, secret } = this.app;
    const app = { APP_ID: String(id), PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret };
    return { ...app, GHE_HOST: new URL(this.url).host, GHE_PROTOCOL: "http" };
  }

  /** The App's webhook address; null: nobody there, and every delivery fails. */
  connect(url: string | null): void {
    this.deliveries.target = url;
  }

  async close(): Promise<void> {
    for (const repo of this.repos) repo.close();
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** A repository with a first commit on trunk; the App is installed on its owner's account unless said otherwise. */
  repo(fullName: string, options: Founding = {}): Promise<Repo> {
    return founded(this, fullName, options);
  }

  addRepo(repo: Repo): Repo {
    this.repos.push(repo);
    return repo;
  }

  /** A user, made when first named. */
  account(login: string, type?: Account["type"]): Account {
    return this.#people.account(login, type);
  }
  known(login: string): Account | undefined {
    return this.#people.known(login);
  }
  accountJsonOf(email: string): Json | null {
    return this.#people.byEmail(email);
  }

  get bot(): Account {
    return this.account(`${this.app.slug}[bot]`);
  }

  /** A team of an organisation, `acme/architects`, with all its members. */
  team(name: string, members: readonly string[]): void {
    this.#people.team(name, members);
  }
  /** Somebody joins or leaves a team, and the App is told. */
  member(name: string, login: string, isIn: boolean, by = "root"): void {
    this.#people.member(name, this.account(login), isIn);
    this.installed.tellMember(name, this.account(login), isIn, this.account(by));
  }
  teamMembers(name: string): ReadonlySet<string> | undefined {
    return this.#people.members(name);
  }

  get installations(): readonly Installation[] {
    return this.installed.all;
  }
  install(owner: string, options: Installing = {}): Installation {
    return this.installed.install(owner, options);
  }
  suspend(owner: string): void {
    this.installed.suspend(owner, true);
  }
  unsuspend(owner: string): void {
    this.installed.suspend(owner, false);
  }
  uninstall(owner: string): void {
    this.installed.uninstall(owner);
  }
  installationOf(repo: Repo): Installation | null {
    return this.installations.find((each) => !each.gone && covers(each, repo)) ?? null;
  }

  /** Would the App be told of this event? check_run, check_suite and installation events need no subscription. */
  tells(repo: Repo, event: string): boolean {
    const installation = this.installationOf(repo);
    if (this.#quiet > 0 || installation === null || installation.suspendedAt !== null) return false;
    if (event === "check_suite" || event === "check_run") return installation.permissions.checks === "write";
    return installation.events.includes(event);
  }

  emit(repo: Repo, event: string, payload: Json, sender: Account): void {
    if (!this.tells(repo, event)) return;
    const { id } = this.installationOf(repo)!;
    const about = { repository: repoJson(repo), organization: userJson(repo.owner), sender: userJson(sender) };
    this.deliveries.emit(event, { ...payload, ...about, installation: { id, node_id: `I_${id}` } }, id, repo.id);
  }

  /** A branch moved: every pull request from it or onto it follows. */
  async follow(from: Repo, by: Account, branch: string, move: { before: string | null; after: string | null }) {
    for (const repo of this.repos) if (!repo.isDeleted) await repo.pulls.follow(from, by, branch, move);
  }

  get isQuiet(): boolean {
    return this.#quiet > 0;
  }

  /** Change the world and tell the App nothing; the activity log has it all the same. */
  async changeQuietly<T>(change: () => T | Promise<T>): Promise<T> {
    this.#quiet += 1;
    try {
      return await change();
    } finally {
      this.#quiet -= 1;
    }
  }

  /** Keep webhooks back until release(). */
  hold(): void {
    this.deliveries.mode = "hold";
  }
  release(options: Release = {}): Promise<void> {
    return this.deliveries.release(options);
  }
  /** From now on webhooks get lost, and are listed as failed; until deliver(). */
  drop(): void {
    this.deliveries.mode = "drop";
  }
  deliver(): void {
    this.deliveries.mode = "send";
  }
  settled(): Promise<void> {
    return this.deliveries.settled();
  }

  fail(matcher: Matcher, fault: Fault): void {
    this.faults.fail(matcher, fault);
  }
  down(): void {
    this.faults.down = true;
  }
  up(): void {
    this.faults.down = false;
  }

  /** The next id of anything, and the clock, which a test may put forward. */
  nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }
  now(): Date {
    return new Date(Date.now() + this.#skew);
  }
  timestamp(): string {
    return `${this.now().toISOString().slice(0, 19)}Z`;
  }
  advance(ms: number): void {
    this.#skew += ms;
  }

  /** Wait until something is there; what it was waiting for is in the error. */
  until<T>(what: string, look: () => T | Promise<T>, ms = 60_000): Promise<NonNullable<T>> {
    return until(what, look, ms);
  }

  expectNoUnreadComments(): void {
    const unread = this.repos.flatMap((repo) => repo.talk.unread());
    if (unread.length > 0)
      throw new Error(`nobody read:\n${unread.map(({ issue, body }) => `#${issue}: ${body}`).join("\n")}`);
  }

  /** At the end of a story: GitHub would have understood everything, and everything said was read. */
  verify(): void {
    if (this.violations.length > 0) throw new Error(`against GitHub's description:\n${this.violations.join("\n")}`);
    this.expectNoUnreadComments();
  }
}
