// Where the App is installed, with which permissions and repositories, and what it is told when that changes.
import type { GitHub } from "./github.ts";
import type { Repo } from "./repo.ts";
import { installationJson, userJson } from "./shapes.ts";
import type { Account, Installation, Json, Level } from "./state.ts";

export interface Installing {
  readonly permissions?: Record<string, Level>;
  readonly events?: string[];
  /** Absent: all repositories of the account. */
  readonly only?: readonly Repo[];
}

export const covers = (each: Installation, repo: Repo): boolean =>
  !repo.isDeleted && each.account === repo.owner && (each.selected?.has(repo.id) ?? true);

const short = (repo: Repo): Json => ({
  id: repo.id,
  node_id: `R_${repo.id}`,
  name: repo.name,
  full_name: repo.fullName,
  private: repo.isPrivate,
});

export class Installations {
  readonly #world: GitHub;
  readonly all: Installation[] = [];

  constructor(world: GitHub) {
    this.#world = world;
  }

  install(owner: string, { permissions, events, only }: Installing = {}): Installation {
    const world = this.#world;
    const installation: Installation = {
      ...{ id: world.nextId(), account: world.account(owner, "Organization") },
      permissions: permissions ?? { ...world.app.permissions },
      events: events ?? [...world.app.events],
      selected: only === undefined ? null : new Set(only.map(({ id }) => id)),
      ...{ suspendedAt: null, gone: false, createdAt: world.timestamp() },
    };
    this.all.push(installation);
    this.#tell("installation", "created", installation, { repositories: this.repos(installation).map(short) });
    return installation;
  }

  of(owner: string): Installation {
    const found = this.all.find((each) => !each.gone && each.account.login === owner);
    if (found === undefined) throw new Error(`the App is not installed on ${owner}`);
    return found;
  }

  repos(installation: Installation): Repo[] {
    return this.#world.repos.filter((repo) => covers(installation, repo));
  }

  suspend(owner: string, suspended: boolean): void {
    const installation = this.of(owner);
    installation.suspendedAt = suspended ? this.#world.timestamp() : null;
    this.#tell("installation", suspended ? "suspend" : "unsuspend", installation, {});
  }

  uninstall(owner: string): void {
    const installation = this.of(owner);
    const repositories = this.repos(installation).map(short);
    installation.gone = true;
    this.#tell("installation", "deleted", installation, { repositories });
  }

  /** Repositories are added to a selection, or taken out of it. */
  select(repo: Repo, selected: boolean): void {
    const installation = this.of(repo.owner.login);
    installation.selected ??= new Set(this.repos(installation).map(({ id }) => id));
    if (selected) installation.selected.add(repo.id);
    else installation.selected.delete(repo.id);
    this.#tell("installation_repositories", selected ? "added" : "removed", installation, {
      repository_selection: "selected",
      repositories_added: selected ? [short(repo)] : [],
      repositories_removed: selected ? [] : [short(repo)],
    });
  }

  /** Of teams an installation is told without a repository. */
  tellMember(team: string, account: Account, isIn: boolean, by: Account): void {
    const [owner = "", slug = ""] = team.split("/");
    const installation = this.all.find(
      (each) => !each.gone && each.account.login.toLowerCase() === owner.toLowerCase(),
    );
    if (this.#world.isQuiet || installation?.events.includes("membership") !== true) return;
    const about = { scope: "team", member: userJson(account), team: { name: slug, slug }, sender: userJson(by) };
    const payload = { action: isIn ? "added" : "removed", ...about, organization: userJson(installation.account) };
    this.#world.deliveries.emit(
      "membership",
      { ...payload, installation: { id: installation.id } },
      installation.id,
      null,
    );
  }

  #tell(event: string, action: string, installation: Installation, more: Json): void {
    const world = this.#world;
    if (world.isQuiet) return;
    const sender = userJson(world.account("root"));
    const payload = { action, installation: installationJson(world, installation), sender, ...more };
    world.deliveries.emit(event, payload, installation.id, null);
  }
}
