// The tokens that open the API: of installations, for all they may or for less, and of people.
import type { GitHub } from "./github.ts";
import type { Account, Installation, Level } from "./state.ts";

export interface Token {
  readonly installation: Installation | null;
  readonly person: Account | null;
  readonly expires: number;
  readonly permissions: Readonly<Record<string, Level>> | null;
  readonly repositories: ReadonlySet<number> | null;
}

export class Tokens {
  readonly #world: GitHub;
  readonly #all = new Map<string, Token>();

  constructor(world: GitHub) {
    this.#world = world;
  }

  get(text: string): Token | undefined {
    return this.#all.get(text);
  }

  add(text: string, token: Partial<Token>): string {
    const nobody = { installation: null, person: null, permissions: null, repositories: null };
    this.#all.set(text, { expires: Number.POSITIVE_INFINITY, ...nobody, ...token });
    return text;
  }

  /** A token of an installation, as if the App had just asked for it. */
  ofInstallation(owner: string): string {
    const text = `ghs_${this.#world.app.id}_${this.#world.nextId()}`;
    return this.add(text, { installation: this.#world.installed.of(owner) });
  }

  /** A person's own. */
  ofPerson(login: string): string {
    return this.add(`ghp_${login}${this.#world.nextId()}`, { person: this.#world.account(login) });
  }
}
