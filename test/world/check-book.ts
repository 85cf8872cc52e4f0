// A repository's check runs and suites, and what people and other Apps do with them.

import { checkRunJson, suiteJson } from "./check-shapes.ts";
import type { Repo } from "./repo.ts";
import type { Account, CheckRun, CheckSuite } from "./state.ts";

/** The App behind a workflow's token. */
export const ACTIONS = 15368;

export class Checks {
  readonly #repo: Repo;
  readonly runs: CheckRun[] = [];
  readonly suites: CheckSuite[] = [];

  constructor(repo: Repo) {
    this.#repo = repo;
  }

  /** The runs of a name at a commit, newest last, as a person sees them on the page. */
  of(sha: string, name: string, app = this.#repo.world.app.id): CheckRun[] {
    return this.runs.filter((run) => run.sha === sha && run.name === name && run.app === app);
  }

  latest(sha: string, name: string): CheckRun | undefined {
    return this.of(sha, name).at(-1);
  }

  suite(app: number, sha: string, branch: string | null = null, before: string | null = null): CheckSuite {
    const known = this.suites.find((suite) => suite.app === app && suite.sha === sha);
    if (known !== undefined) return known;
    const at = this.#repo.world.timestamp();
    const id = this.#repo.world.nextId();
    const suite = { id, app, sha, branch, before, status: "queued", createdAt: at, updatedAt: at };
    this.suites.push(suite);
    return suite;
  }

  /** New code: every App that may write checks gets a suite and is told. */
  async request(sha: string, branch: string, before: string | null, by: Account): Promise<void> {
    const { world } = this.#repo;
    if (!world.tells(this.#repo, "check_suite")) return;
    if (this.suites.some((suite) => suite.app === world.app.id && suite.sha === sha)) return;
    await this.#tell("requested", this.suite(world.app.id, sha, branch, before), by);
  }

  /** "Re-run" on one check. */
  async rerun(run: CheckRun | undefined, { by }: { by: string }): Promise<void> {
    if (run === undefined) throw new Error("there is no such check run");
    const { world } = this.#repo;
    this.suites.find((suite) => suite.id === run.suite)!.status = "queued";
    // Only the App that owns it is told, and the run itself stays as it is.
    if (run.app !== world.app.id) return;
    const payload = { action: "rerequested", check_run: checkRunJson(this.#repo, run) };
    world.emit(this.#repo, "check_run", payload, world.account(by));
  }

  /** "Re-run all checks". */
  async rerunAll(sha: string, { by }: { by: string }): Promise<void> {
    const { world } = this.#repo;
    const suite = this.suite(world.app.id, sha);
    suite.status = "queued";
    await this.#tell("rerequested", suite, world.account(by));
  }

  /** A button of the check, pressed by somebody. */
  press(run: CheckRun, identifier: string, { by }: { by: string }): void {
    const { world } = this.#repo;
    const payload = {
      action: "requested_action",
      check_run: checkRunJson(this.#repo, run),
      requested_action: { identifier },
    };
    world.emit(this.#repo, "check_run", payload, world.account(by));
  }

  /** Another App, by default a workflow's token, writes a check under any name. */
  forge(name: string, sha: string, conclusion: string, app = ACTIONS): CheckRun {
    return this.add({ app, name, sha, status: "completed", conclusion });
  }

  add(given: Pick<CheckRun, "app" | "name" | "sha" | "status" | "conclusion"> & Partial<CheckRun>): CheckRun {
    const { world } = this.#repo;
    const suite = this.suite(given.app, given.sha);
    const at = world.timestamp();
    const run: CheckRun = {
      ...{ id: world.nextId(), suite: suite.id, startedAt: at, completedAt: given.status === "completed" ? at : null },
      ...{ externalId: "", detailsUrl: `${world.url}/${world.app.slug}`, annotations: [], actions: [] },
      output: { title: null, summary: null, text: null },
      ...given,
    };
    this.runs.push(run);
    // 1,000 runs of one name in a suite; then the oldest goes.
    const same = this.runs.filter((each) => each.suite === suite.id && each.name === run.name);
    if (same.length > 1000) this.runs.splice(this.runs.indexOf(same[0]!), 1);
    this.refresh(suite);
    return run;
  }

  refresh(suite: CheckSuite): void {
    const runs = this.runs.filter((run) => run.suite === suite.id);
    suite.status = runs.every((run) => run.status === "completed") ? "completed" : "in_progress";
    suite.updatedAt = this.#repo.world.timestamp();
  }

  conclusionOf(suite: CheckSuite): string | null {
    if (suite.status !== "completed") return null;
    const latest = new Map(this.runs.filter((run) => run.suite === suite.id).map((run) => [run.name, run.conclusion]));
    return [...latest.values()].find((each) => each !== "success") ?? "success";
  }

  async #tell(action: string, suite: CheckSuite, by: Account): Promise<void> {
    const json = suiteJson(this.#repo, suite, await this.#repo.commitNow(suite.sha));
    this.#repo.world.emit(this.#repo, "check_suite", { action, check_suite: json }, by);
  }
}
