// Accounts and teams: a person is there from when they are first named.
import { userJson } from "./shapes.ts";
import type { Account, Json } from "./state.ts";

export class People {
  readonly #accounts = new Map<string, Account>();
  readonly #teams = new Map<string, Set<string>>();
  readonly #nextId: () => number;

  constructor(nextId: () => number) {
    this.#nextId = nextId;
  }

  account(login: string, type: Account["type"] = login.endsWith("[bot]") ? "Bot" : "User"): Account {
    const known = this.known(login);
    if (known !== undefined) return known;
    const account: Account = { id: this.#nextId(), login, type };
    this.#accounts.set(login.toLowerCase(), account);
    return account;
  }

  known(login: string): Account | undefined {
    return this.#accounts.get(login.toLowerCase());
  }

  /** Whose address a commit names, if anybody's: it proves nothing. */
  byEmail(email: string): Json | null {
    const account = this.known(email.replace(/@example\.com$/, ""));
    return account === undefined ? null : userJson(account);
  }

  team(name: string, members: readonly string[]): void {
    this.#teams.set(name.toLowerCase(), new Set(members.map((login) => this.account(login).login)));
  }

  member(name: string, { login }: Account, isIn: boolean): void {
    const members = this.#teams.get(name.toLowerCase()) ?? new Set();
    if (isIn) members.add(login);
    else members.delete(login);
    this.#teams.set(name.toLowerCase(), members);
  }

  members(name: string): ReadonlySet<string> | undefined {
    return this.#teams.get(name.toLowerCase());
  }
}
