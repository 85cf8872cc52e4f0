// A bare repository as the pipeline sees it: its trunk, its branches, what its hooks wrote down. It has no pull requests, and its
// screens are the ledger itself, the page and the command line (docs/decisions/010-no-notes.md).
import type { Actor, Oid, Ref } from "../../core/model.ts";
import type { Activity, Forge, Host, PullNow, Remark } from "../../ports.ts";
import { LocalGit } from "./git.ts";
import { readSettings } from "./install.ts";
import { readRecord } from "./record.ts";
import { git, lines, type Place } from "./run.ts";

export class BareHost implements Host {
  readonly git: LocalGit;
  readonly forge: Forge = { hasIssues: false, ensure: async () => null };
  readonly resolution = { knowsGroups: false };
  readonly lags = false;
  readonly #place: Place;

  constructor(repository: string) {
    this.#place = { gitDir: repository };
    this.git = new LocalGit(this.#place);
  }

  async trunk(): Promise<{ ref: Ref; tip: Oid | null }> {
    const settings = await readSettings(this.#place.gitDir);
    const ref = settings?.trunk ?? (await git(this.#place, ["symbolic-ref", "HEAD"])).toString("utf8").trim();
    return { ref, tip: await this.git.tip(ref) };
  }

  async branches(): Promise<ReadonlyMap<Ref, Oid>> {
    const output = await git(this.#place, [
      "for-each-ref",
      "--format=%(objectname) %(symref) %(refname)",
      "refs/heads/",
    ]);
    const rows = lines(output).map((line) => line.split(" "));
    // A symbolic ref is another name, not another branch.
    return new Map(rows.filter(([, symref]) => symref === "").map(([oid = "", , ref = ""]) => [ref, oid]));
  }

  async pull(): Promise<PullNow | null> {
    return null;
  }

  async openPulls(): Promise<readonly PullNow[]> {
    return [];
  }

  async mayWrite(): Promise<boolean> {
    return true;
  }

  async remarks(): Promise<readonly Remark[]> {
    return [];
  }

  async mergedWith(): Promise<null> {
    return null;
  }

  async actor(login: string | null): Promise<Actor> {
    return { login, groups: [], foldsCase: false };
  }

  /** Newest first, from the hooks' own record. */
  async activity(ref: Ref): Promise<readonly Activity[]> {
    const moves: Activity[] = [];
    for (let from = 0; ; ) {
      const { pushes, next } = await readRecord(this.#place.gitDir, from);
      for (const { signals } of pushes)
        for (const { ref: moved, before, after, by } of signals)
          if (moved === ref && after !== null) moves.unshift({ before, after, by, merged: false });
      if (next === from) return moves;
      from = next;
    }
  }

  close(): void {
    this.git.close();
  }
}
