// What a test of the Git port stands on: a repository to write into, a port to read it by, and short words for what is read.
import type { Change } from "../../src/core/model.ts";
import type { Git } from "../../src/ports.ts";
import { History } from "./history.ts";

export interface Subject {
  readonly git: Git;
  /** A bare repository the test writes objects and refs into. */
  readonly dir: string;
  /** Refs in it were moved: whoever serves it looks again. */
  readonly noticed?: () => Promise<unknown>;
  readonly close?: () => Promise<unknown>;
}

/** What not every host can do; where it cannot, it must say Incomplete. */
export interface Abilities {
  /** Paths that are not UTF-8 come through as they are. */
  readonly bytes: boolean;
  /** Several merge bases can be merged. */
  readonly mergeOf: boolean;
}

export const GONE = "1234567890123456789012345678901234567890";

export const sides = (changes: readonly Change[]): string[] =>
  changes.map(({ path, before, after }) => `${path} ${before?.mode ?? "-"} ${after?.mode ?? "-"}`).sort();
export const paths = (changes: readonly Change[]): string[] => changes.map(({ path }) => path).sort();

export interface Bench {
  git: Git;
  history: History;
  /** Make refs known: hosts show only what a ref reaches. */
  publish: (refs: Record<string, string>) => Promise<void>;
}

/** A fresh subject before each test. */
export function bench(make: () => Promise<Subject>): Bench {
  const state = {} as Bench;
  let subject: Subject;
  beforeEach(async () => {
    subject = await make();
    const history = new History(subject.dir);
    const publish = async (refs: Record<string, string>) => {
      for (const [name, oid] of Object.entries(refs)) history.ref(`refs/heads/${name}`, oid);
      await subject.noticed?.();
    };
    Object.assign(state, { git: subject.git, history, publish });
  });
  afterEach(() => subject.close?.());
  return state;
}
