// Proposes teams and architects from what a repository says already: scope front matter before CODEOWNERS before directories.
// What cannot be taken over becomes a note; nothing is lost in silence.
import { compile, literalPrefix } from "../core/glob.ts";
import type { Path } from "../core/model.ts";
import { type CodeOwners, isLogin, type OwnerRule, parseCodeOwners } from "./codeowners.ts";
import type { Note } from "./note.ts";
import { literally } from "./owner-pattern.ts";
import { scopeDirective } from "./scope-directive.ts";
import { TeamNames } from "./team-names.ts";
import { show } from "./yaml-node.ts";

export interface TextFile {
  readonly path: Path;
  readonly text: string;
}

export interface Sources {
  /** Names of the directories at the root that hold files of the repository. */
  readonly directories: readonly Path[];
  readonly codeowners: TextFile | null;
  /** AGENTS.md and CLAUDE.md, in the order they are to be believed. */
  readonly instructions: readonly TextFile[];
  /** Branch names that are there, which no team may take: git has no `main/x` beside `main`. */
  readonly reserved: readonly string[];
  /** Who was named an architect, or null. */
  readonly architect: string | null;
  /** Who git says somebody is, or null. */
  readonly userName: string | null;
}

export interface ProposedTeam {
  readonly name: string;
  readonly write: readonly string[];
  /** Empty: everything, which is the default. */
  readonly read: readonly string[];
  readonly owners: readonly string[];
  /** Where it comes from, for people. */
  readonly from: string;
}

export interface Proposal {
  /** Empty where nobody could be found. */
  readonly architects: readonly string[];
  readonly teams: readonly ProposedTeam[];
  readonly notes: readonly Note[];
}

const MAX_ARCHITECTS = 20;

export function propose(sources: Sources): Proposal {
  const owned: CodeOwners =
    sources.codeowners === null
      ? { rules: [], notes: [] }
      : parseCodeOwners(sources.codeowners.text, sources.codeowners.path);
  const notes: Note[] = [...owned.notes];
  const names = new TeamNames(sources.reserved);
  const rules = lastWins(owned.rules, notes);
  const architects = findArchitects(sources, rules, notes);
  const scoped = fromScopes(sources.instructions, names, notes);
  const owning = fromOwners(rules, scoped, names, notes);
  const rest = fromDirectories(sources.directories, [...scoped, ...owning], names, notes);
  return { architects, teams: [...scoped, ...owning, ...rest], notes };
}

const isEverything = ({ patterns }: OwnerRule): boolean => patterns.includes("*");

/** In CODEOWNERS the last line that matches a path decides; of lines with one pattern only the last counts. */
function lastWins(rules: readonly OwnerRule[], notes: Note[]): OwnerRule[] {
  const last = new Map(rules.map((rule) => [rule.patterns.join(" "), rule]));
  return rules.filter((rule) => {
    const winner = last.get(rule.patterns.join(" "))!;
    if (winner !== rule)
      notes.push({ at: rule.at, message: `${show(rule.written)} was left out: line ${winner.at.line} replaces it` });
    return winner === rule;
  });
}

function findArchitects(sources: Sources, rules: readonly OwnerRule[], notes: Note[]): readonly string[] {
  const everything = rules.find(isEverything);
  if (sources.architect !== null) {
    if (everything !== undefined)
      notes.push({ at: everything.at, message: "the owners of everything were left out: an architect was named" });
    return [sources.architect];
  }
  if (everything !== undefined) {
    const { owners, at } = everything;
    if (owners.length > MAX_ARCHITECTS)
      notes.push({ at, message: `only the first ${MAX_ARCHITECTS} of its ${owners.length} owners became architects` });
    if (owners.every((owner) => owner.startsWith("@")))
      notes.push({
        at,
        message: "all architects are teams of a forge: a plain git server cannot resolve them, add a login there",
      });
    return owners.slice(0, MAX_ARCHITECTS);
  }
  if (sources.userName === null || !isLogin(sources.userName)) return [];
  const message = `nobody owns everything in CODEOWNERS, so git's user.name became the architect: ${sources.userName}; is it a login of the server?`;
  notes.push({ at: null, message });
  return [sources.userName];
}

function fromScopes(files: readonly TextFile[], names: TeamNames, notes: Note[]): ProposedTeam[] {
  const seen = new Map<Path, { readonly path: Path; readonly says: string }>();
  return files.flatMap(({ path, text }) => {
    const read = scopeDirective(text, path);
    notes.push(...read.notes);
    if (read.scope === null) return [];
    const directory = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    const says = JSON.stringify(read.scope);
    const other = seen.get(directory);
    const leave = (message: string): [] => {
      notes.push({ at: { path, line: 1, column: 1 }, message });
      return [];
    };
    if (directory === "") return leave("the scope at the root was left out: it is no team's directory");
    if (other !== undefined)
      return other.says === says ? [] : leave(`the scope was left out: ${other.path} gives this directory another one`);
    seen.set(directory, { path, says });
    const parts = directory.split("/");
    return [
      {
        name: names.take([parts.at(-1)!, parts.slice(-2).join("-"), parts.join("-")]),
        write: read.scope.write,
        read: read.scope.read,
        owners: [],
        from: `the scope in ${path}`,
      },
    ];
  });
}

function fromOwners(
  rules: readonly OwnerRule[],
  scoped: readonly ProposedTeam[],
  names: TeamNames,
  notes: Note[],
): ProposedTeam[] {
  const scopes = compile(scoped.flatMap(({ write }) => write));
  const groups = new Map<string, OwnerRule[]>();
  for (const rule of rules) {
    if (isEverything(rule)) continue;
    if (rule.patterns.every((pattern) => isInside(scopes, pattern))) {
      notes.push({ at: rule.at, message: `${show(rule.written)} was left out: a scope in front matter covers it` });
      continue;
    }
    const key = [...rule.owners].sort().join(" ");
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()].map((group) => {
    const { owners, patterns, at } = group[0]!;
    const named = (owners.find((owner) => owner.startsWith("@")) ?? owners[0]!).replace(/^@[^/]*\//, "");
    const folder = literalPrefix(patterns[0]!).split("/").at(-1) ?? "";
    return {
      name: names.take([named, `${named}-${folder}`]),
      write: [...new Set(group.flatMap((rule) => rule.patterns))],
      read: [],
      owners,
      from: `${at.path}, line${group.length === 1 ? "" : "s"} ${listed(group.map((rule) => rule.at.line))}`,
    };
  });
}

function fromDirectories(
  directories: readonly Path[],
  teams: readonly ProposedTeam[],
  names: TeamNames,
  notes: Note[],
): ProposedTeam[] {
  const patterns = teams.flatMap(({ write }) => write);
  const taken = compile(patterns);
  const begun = new Set(patterns.map((pattern) => literalPrefix(pattern).split("/")[0]!));
  return directories.flatMap((directory) => {
    const at = { path: `${directory}/`, line: 1, column: 1 };
    // What begins with a dot configures tools for everybody.
    if (directory.startsWith(".") || taken.has(`${directory}/-`)) return [];
    if (begun.has(directory)) {
      notes.push({ at: null, message: `a part of ${show(`${directory}/`)} has a team, the rest of it has none` });
      return [];
    }
    const write = `${literally(directory)}/`;
    if (/[\p{Cc}\p{Cs}]/u.test(directory) || [...write].length > 200) {
      notes.push({ at, message: `the directory ${show(directory)} was left out: no pattern can name it` });
      return [];
    }
    return [{ name: names.take([directory]), write: [write], read: [], owners: [], from: "a directory at the root" }];
  });
}

/** Does everything a pattern may match lie below what the scopes cover? Answered by where it begins. */
function isInside(scopes: { has(path: string): boolean }, pattern: string): boolean {
  const prefix = literalPrefix(pattern);
  return prefix !== "" && (scopes.has(`${prefix}/-`) || (prefix === pattern && scopes.has(prefix)));
}

const listed = (lines: readonly number[]): string =>
  lines.length <= 6 ? lines.join(", ") : `${lines.slice(0, 5).join(", ")} and ${lines.length - 5} more`;
