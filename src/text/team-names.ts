// Names for proposed teams out of anybody's names: valid, unique, and such that `<name>/…` can be a branch beside trunk.

export class TeamNames {
  readonly #taken: Set<string>;

  /** `reserved`: what must stay free, such as trunk's name. */
  constructor(reserved: readonly string[]) {
    this.#taken = new Set(["all", "human", ...reserved]);
  }

  /** The first of the candidates that is free, else the last with a number. */
  take(candidates: readonly string[]): string {
    const names = candidates.map(slug);
    const last = names.at(-1) ?? "team";
    const free = [...names, `${last}-team`].find((name) => !this.#taken.has(name)) ?? this.#numbered(last);
    this.#taken.add(free);
    return free;
  }

  #numbered(name: string): string {
    let number = 2;
    while (this.#taken.has(`${name}-${number}`)) number += 1;
    return `${name}-${number}`;
  }
}

function slug(text: string): string {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[._-]+/, "")
    .slice(0, 60)
    // git takes neither at the end of a name.
    .replace(/\.lock$/, "-lock")
    .replace(/[._-]+$/, "");
  return plain === "" ? "team" : plain;
}
