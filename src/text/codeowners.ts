// CODEOWNERS as GitHub, GitLab and Gitea read it, to rules with their places, and a note about everything that is left out.
import type { Place } from "../core/finding.ts";
import type { Path } from "../core/model.ts";
import type { Note } from "./note.ts";
import { translate } from "./owner-pattern.ts";
import { LOGIN } from "./policy-forms.ts";
import { show } from "./yaml-node.ts";

export interface OwnerRule {
  readonly at: Place;
  /** As it was written. */
  readonly written: string;
  /** The same paths in the policy's dialect; `*` alone for everything. */
  readonly patterns: readonly string[];
  /** As the policy writes them: logins, and forge teams with their @. At least one. */
  readonly owners: readonly string[];
}

export interface CodeOwners {
  readonly rules: readonly OwnerRule[];
  readonly notes: readonly Note[];
}

export function parseCodeOwners(text: string, path: Path): CodeOwners {
  const rules: OwnerRule[] = [];
  const notes: Note[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    const place = { path, line: index + 1, column: line.search(/\S/) + 1 };
    const [written, ...names] = words(line);
    if (written === undefined) continue;
    const leave = (message: string) => notes.push({ at: place, message });
    if (/^\^?\[[^\]]*\]/.test(written)) {
      leave(
        `the section ${show(line.trim())} was left out, with its default owners; its rules were read as any others`,
      );
      continue;
    }
    const translated = translate(written);
    if ("refused" in translated) {
      leave(`the pattern ${show(written)} was left out: ${translated.refused}`);
      continue;
    }
    const owners = names.flatMap((name) => ownerOf(name, leave));
    if (names.length === 0) leave(`${show(written)} has no owner and was left out`);
    else if (owners.length === 0) leave(`${show(written)} was left out: none of its owners can stand in a policy`);
    else rules.push({ at: place, written, patterns: translated.patterns, owners: [...new Set(owners)] });
  }
  return { rules, notes };
}

/** Words of a line; a backslash keeps the next character in its word, a word that begins with # starts a comment. */
function words(line: string): string[] {
  const all = line.match(/(?:\\.|[^\s\\]|\\$)+/gu) ?? [];
  const comment = all.findIndex((word) => word.startsWith("#"));
  return comment < 0 ? all : all.slice(0, comment);
}

function ownerOf(name: string, leave: (message: string) => void): string[] {
  const owner = name.includes("/") ? name : name.replace(/^@/, "");
  if (name.startsWith("@") && isLogin(owner)) return [owner];
  const why = name.includes("@") && !name.startsWith("@") ? "an e-mail address is no login" : "it is no login";
  leave(`the owner ${show(name)} was left out: ${why}`);
  return [];
}

/** May it stand where a policy wants a login or a forge's team? */
export const isLogin = (text: string): boolean =>
  text.length <= LOGIN.maxLength! && new RegExp(LOGIN.pattern, "u").test(text) && !/[\p{Cs}\p{Cf}]/u.test(text);
