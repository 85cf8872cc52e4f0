// The grammars of the texts in a policy: names, ids, patterns, branch templates, durations, addresses. Each says what it
// wants in words and as a regular expression; where the two differ, `check` knows more. No text is looked at in context here.
import { parseDuration } from "../core/duration.ts";
import { patternProblem } from "../core/glob.ts";
import type { Form } from "./policy-scalars.ts";

type Complaint = { readonly message: string; readonly offset: number } | null;

const complain = (message: string, offset = 0): Complaint => ({ message, offset });

export const MAX_PATTERN = 200;

export const TEAM_NAME: Form = {
  called: "a team's name (small letters, digits, dot, dash, underscore; no dot or dash first)",
  pattern: "^[a-z0-9][a-z0-9._-]*$",
  maxLength: 100,
  examples: ["framework", "qa"],
};

export const SESSION_ID: Form = {
  called: "a session's id (s, a capital letter, then at most one capital letter or digit)",
  pattern: "^s[A-Z][A-Z0-9]?$",
  examples: ["sA", "sB2"],
};

export const DISPLAY_NAME: Form = {
  called: "a display name (1 to 12 letters)",
  pattern: "^(?![Aa][Ll][Ll]$|[Hh][Uu][Mm][Aa][Nn]$|s[A-Z][A-Z]?$)[A-Za-z]{1,12}$",
  examples: ["Sintra"],
  check: (text) =>
    /^(?:all|human)$/i.test(text) || /^s[A-Z][A-Z0-9]?$/.test(text)
      ? complain("it already means something else as an address")
      : null,
};

const FORGE_TEAM = "@[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*";

export const LOGIN: Form = {
  called: "a login or a team of the forge, @org/team",
  pattern: `^(?:${FORGE_TEAM}|[A-Za-z0-9_][^\\s,/\\u0000-\\u001f\\u007f-\\u009f]*)$`,
  maxLength: 100,
  examples: ["ada", "@acme/architects", "dependabot[bot]"],
  fix: "A login has no spaces, commas or slashes; a team of the forge is written @org/team.",
};

export const PATTERN: Form = {
  called: "a pattern of paths",
  // What an editor can tell; the rest is for the matcher's own parser.
  pattern: "^(?!/)(?!\\.{1,2}(?:/|$))(?!.*/\\.{1,2}(?:/|$))(?!.*//)[^\\u0000-\\u001f\\u007f]+$",
  maxLength: MAX_PATTERN,
  examples: ["src/", "docs/**/*.md"],
  check: pattern,
};

export const BRANCHES: Form = { ...PATTERN, called: "a pattern of branches", examples: ["framework/**"] };

export const SESSION_BRANCH: Form = {
  ...PATTERN,
  called: "a pattern of branches with {id} for the session's id",
  pattern: "^(?=.*\\{id\\})(?!.*\\{id\\}.*\\{id\\})(?!/)[^\\u0000-\\u001f\\u007f]+$",
  examples: ["session-{id}", "**/*-{id}"],
  check(text) {
    const found = text.split("{id}").length - 1;
    if (found !== 1)
      return complain(
        found === 0 ? "it must contain {id}" : "it must contain {id} only once",
        found === 0 ? 0 : text.lastIndexOf("{id}"),
      );
    // Of the same length as {id}, so that a complaint's offset still fits.
    return pattern(text.replace("{id}", "sX00"));
  },
};

export const ROUND_BRANCH: Form = {
  called: "a branch name with {team} and {n}",
  pattern: "^(?=.*\\{team\\})(?=.*\\{n\\})[^\\s*?\\[\\]\\\\~^:]+$",
  maxLength: MAX_PATTERN,
  examples: ["{team}/round-{n}"],
  check(text) {
    for (const hole of ["{team}", "{n}"]) {
      if (!text.includes(hole)) return complain(`it must contain ${hole}`);
      if (text.indexOf(hole) !== text.lastIndexOf(hole))
        return complain(`it must contain ${hole} only once`, text.lastIndexOf(hole));
    }
    const touching = text.search(/\{team\}\{n\}|\{n\}\{team\}/);
    if (touching >= 0) return complain("it must have something between {team} and {n}", touching);
    return branchName(text.replace("{team}", "teams0").replace("{n}", "100"));
  },
};

/** What git and our templates refuse in a branch's name. */
function branchName(name: string): Complaint {
  const odd = name.search(/[\s\p{Cc}*?[\]\\~^:{}]|\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)|^[/.-]|[/.]$/u);
  return odd < 0 ? null : complain("it cannot be the name of a branch", odd);
}

const PLAIN_NAME = "[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f]+";

export const FILE_NAME: Form = {
  called: "a plain file name, without slashes or wildcards",
  pattern: `^(?!\\.{1,2}$)${PLAIN_NAME}$`,
  maxLength: 100,
  examples: ["ANNOUNCEMENT.md"],
};

// Both also stand in the default of `shared`, where they have to mean themselves.
const PLAIN_PATH = {
  pattern: `^(?!\\.{1,2}(?:/|$))(?!.*/\\.{1,2}(?:/|$))${PLAIN_NAME}(?:/${PLAIN_NAME})*`,
  maxLength: MAX_PATTERN - 1,
  fix: "Write it from the root of the repository, without wildcards.",
  check: pattern,
} as const;

export const FILE_PATH: Form = { ...PLAIN_PATH, called: "the path of a file", pattern: `${PLAIN_PATH.pattern}$` };
export const FOLDER_PATH: Form = {
  ...PLAIN_PATH,
  called: "the path of a directory",
  pattern: `${PLAIN_PATH.pattern}/?$`,
};

export const DURATION: Form = {
  called: "a duration such as 30m, 6h or 1h30m",
  pattern: "^(?:[0-9]+[smhd])+$",
  maxLength: 40,
  examples: ["30m", "1h30m", "7d"],
  fix: "Write whole numbers with s, m, h or d.",
  check(text) {
    const grammatical = /^(?:[0-9]+[smhd])+$/.test(text);
    const length = parseDuration(text);
    if (grammatical && length === null) return complain("it is over a hundred years");
    return length === 0 ? complain("it must be longer than nothing") : null;
  },
};

export const WEB_ADDRESS: Form = {
  called: "a web address that starts with https:// or http://",
  pattern: "^https?://[^\\s/?#]+[^\\s]*$",
  maxLength: 2_000,
  examples: ["https://example.org/hook"],
  check: (text) =>
    /^https?:\/\/[^\s/?#]+\S*$/.test(text) && !URL.canParse(text) ? complain("it is not a web address") : null,
};

function pattern(text: string): Complaint {
  const problem = patternProblem(text);
  return problem === null ? null : { message: problem.message, offset: problem.offset };
}
