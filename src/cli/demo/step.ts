// What a step of the demo is: data. A story is a list of them; a later chapter adds steps and changes none of the machinery.
import type { RuleId } from "../../core/finding.ts";
import type { Role } from "../../http/tokens.ts";

/** The folder somebody works in; each belongs to one person. The empty one is the folder around them all. */
export type Where = "" | "ada" | "framework" | "qa" | "docs";

/** Whose login a folder pushes with. */
export const LOGINS: Readonly<Record<Where, string>> = {
  "": "ada",
  ada: "ada",
  framework: "grace",
  qa: "quinn",
  docs: "dora",
};

export type Act =
  /** Preparation; has to succeed. `quiet` is done but not told. */
  | { readonly kind: "git"; readonly in: Where; readonly args: readonly string[]; readonly quiet?: true }
  | Edit
  | { readonly kind: "server"; readonly to: "up" | "down" }
  /** From here on whoever works there may ask the server. */
  | { readonly kind: "token"; readonly in: Where; readonly role: Role }
  /** What the step is about: its exit code and output are held against the expectation. */
  | { readonly kind: "push"; readonly in: Where; readonly args: readonly string[] }
  | { readonly kind: "lanekeeper"; readonly in: Where; readonly args: readonly string[] };

interface Edit {
  readonly kind: "edit";
  readonly in: Where;
  readonly path: string;
  readonly text: string;
  readonly quiet?: true;
}

export interface Expectation {
  readonly code: "zero" | "one";
  /** Exactly the rules whose errors are printed. */
  readonly rules: readonly RuleId[];
  /** Texts that must be printed besides. */
  readonly says?: readonly string[];
  /** The server prints nothing at all. */
  readonly silent?: true;
}

export interface Step {
  readonly title: string;
  /** What is about to happen and why it should come out so. */
  readonly why: string;
  readonly act: readonly Act[];
  readonly expect: Expectation;
}

/** Nothing in scope is commented on. */
export const accepted = (...says: string[]): Expectation => ({ code: "zero", rules: [], says, silent: true });
export const acceptedSaying = (...says: string[]): Expectation => ({ code: "zero", rules: [], says });
export const refused = (rules: readonly RuleId[], ...says: string[]): Expectation => ({ code: "one", rules, says });

export const git = (where: Where, ...args: string[]): Act => ({ kind: "git", in: where, args });
export const quietly = (where: Where, ...args: string[]): Act => ({ kind: "git", in: where, args, quiet: true });
export const push = (where: Where, ...args: string[]): Act => ({ kind: "push", in: where, args });
export const lanekeeper = (where: Where, ...args: string[]): Act => ({ kind: "lanekeeper", in: where, args });
export const server = (to: "up" | "down"): Act => ({ kind: "server", to });
export const token = (where: Where, role: Role): Act => ({ kind: "token", in: where, role });
export const edit = (where: Where, path: string, ...lines: string[]): Edit => ({
  kind: "edit",
  in: where,
  path,
  text: lines.map((line) => `${line}\n`).join(""),
});
/** An edit that is no part of the story. */
export const prop = (where: Where, path: string, ...lines: string[]): Act => ({
  ...edit(where, path, ...lines),
  quiet: true,
});

/** Everything in the folder, in one commit. */
export const commit = (where: Where, subject: string): readonly Act[] => [
  quietly(where, "add", "--all"),
  git(where, "commit", "--quiet", "-m", subject),
];
