// What a check of `doctor` is, and what it may look at. A check only looks: it mends nothing and never throws on what it finds.
import type { PolicyState } from "../../core/policy.ts";
import type { LocalGit } from "../../hosts/bare/git.ts";
import type { Place } from "../../hosts/bare/run.ts";
import type { Clone } from "../clone.ts";

export type Level = "ok" | "warning" | "problem";

export interface Row {
  /** Stable: scripts look for it. */
  readonly check: string;
  readonly level: Level;
  /** One clause. */
  readonly what: string;
  /** What to do; null where nothing is to be done. */
  readonly fix: string | null;
}

/** A bare repository as it lies there, installed or not. */
export interface Bare {
  readonly repository: string;
  readonly place: Place;
  readonly git: LocalGit;
  /** What its hooks were told; null where none are installed. */
  readonly settings: Readonly<Record<string, string>> | null;
  readonly policy: PolicyState;
}

export type MachineCheck = () => Promise<readonly Row[]>;
export type BareCheck = (bare: Bare) => Promise<readonly Row[]>;
export type CloneCheck = (clone: Clone, policy: PolicyState) => Promise<readonly Row[]>;

export const ok = (check: string, what: string): Row => ({ check, level: "ok", what, fix: null });
export const warning = (check: string, what: string, fix: string): Row => ({ check, level: "warning", what, fix });
export const problem = (check: string, what: string, fix: string): Row => ({ check, level: "problem", what, fix });
