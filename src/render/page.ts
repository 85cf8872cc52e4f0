// The board as a page for a browser: no script, nothing from elsewhere, all that anybody wrote as text.

import type {
  ClaimDocument,
  MessageDocument,
  RoundDocument,
  SessionDocument,
  StateDocument,
} from "../core/document.ts";
import { isOver } from "../core/messages/ack.ts";
import type { Note } from "../core/messages/messages.ts";
import { unheard } from "../core/messages/standing.ts";
import type { Problem } from "../core/show/board.ts";
import { minute } from "./cells.ts";
import { nameOf } from "./check.ts";
import { printable } from "./escape.ts";
import { fitText } from "./fit.ts";

/** The only style; the policy of the page allows it by its hash. */
export const STYLE =
  "body{font:15px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ccc;overflow-wrap:anywhere}h2{margin:1.5rem 0 .5rem}.bad{color:#b00020}";

const ROWS = 500;

/** Text in HTML, also in an attribute. */
export const html = (text: string, maxBytes = 2000): string =>
  printable(fitText(text.replace(/\s+/g, " "), maxBytes)).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title: string, body: string, refresh: boolean): string =>
  `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">${refresh ? '<meta http-equiv="refresh" content="30">' : ""}<meta name="viewport" content="width=device-width"><title>${html(title)}</title><style>${STYLE}</style></head>\n<body>\n${body}\n</body>\n</html>\n`;

/** Where a token is given, once. */
export const signInPage = (why: string | null): string =>
  page(
    "Lanekeeper",
    `<h1>Lanekeeper</h1>\n${why === null ? "" : `<p class="bad">${html(why)}</p>\n`}<form method="post" action="/"><label>Token <input name="token" type="password" autocomplete="off" required></label> <button>Show the board</button></form>`,
    false,
  );

const LEAVE =
  '<form method="post" action="/"><input type="hidden" name="token" value=""><button>Forget the token</button></form>';

/** The repositories that a token reads. */
export function listPage(names: readonly string[]): string {
  const rows = names.map((name) => `<li><a href="/?repo=${encodeURIComponent(name)}">${html(name)}</a></li>`);
  const list = rows.length === 0 ? "<p>This token reads no repository here.</p>" : `<ul>\n${rows.join("\n")}\n</ul>`;
  return page("Lanekeeper", `<h1>Lanekeeper</h1>\n${list}\n${LEAVE}`, false);
}

/** One repository as it is now; a browser asks again every half a minute. */
export function boardPage(name: string, document: StateDocument, problems: readonly Problem[]): string {
  const { sessions, claims, rounds, messages, feed } = document;
  const open = messages.filter((each) => !isOver(each));
  const parts = [
    `<p><a href="/">All repositories</a></p>\n<h1>${html(name)}</h1>`,
    problems.length === 0
      ? "<p>No problems.</p>"
      : table("Problems", ["what", "who and where"], problems, problemCells),
    table(
      "Sessions",
      ["session", "team", "presence", "last seen", "branch", "works on", "paths"],
      sessions,
      sessionCells,
    ),
    table("Claims", ["claim", "holder", "mode", "paths", "until", "why"], claims, claimCells),
    table(
      "Rounds",
      ["round", "state", "teams"],
      rounds.filter(({ state }) => state !== "closed"),
      roundCells,
    ),
    table("Messages", ["message", "type", "from", "to", "status", "text"], open, messageCells),
    table("Discoveries and notes", ["at", "from", "type", "text"], [...feed].reverse().slice(0, 50), noteCells),
    `<p>Times are UTC; entry ${document.seq} of the ledger.</p>\n${LEAVE}`,
  ];
  return page(`${name}: Lanekeeper`, parts.filter((part) => part !== "").join("\n"), true);
}

function table<T>(
  title: string,
  heads: readonly string[],
  rows: readonly T[],
  cells: (row: T) => readonly string[],
): string {
  if (rows.length === 0) return "";
  const tag = (name: string, all: readonly string[]) => all.map((each) => `<${name}>${html(each)}</${name}>`).join("");
  const lines = rows.slice(0, ROWS).map((row) => `<tr>${tag("td", cells(row))}</tr>`);
  const more = rows.length > ROWS ? `\n<p>and ${rows.length - ROWS} more</p>` : "";
  return `<h2>${html(title)}</h2>\n<table>\n<tr>${tag("th", heads)}</tr>\n${lines.join("\n")}\n</table>${more}`;
}

function problemCells(problem: Problem): readonly string[] {
  switch (problem.kind) {
    case "message": {
      const { id, from, to, text } = problem.message;
      const whom = unheard(problem.message).slice(0, 20).join(", ");
      const stands = whom === "" ? "reached nobody" : `waits for ${whom}`;
      return [problem.dead ? "dead letter" : "not acknowledged", `${id} from ${from} to ${to}, ${stands}: ${text}`];
    }
    case "overlap": {
      const more = problem.more > 0 ? `; and ${problem.more} more` : "";
      return ["claim overlapped", `${nameOf(problem.subject)}: ${problem.says.join("; ")}${more}`];
    }
    case "collision":
      return ["claim refused", `${problem.as ?? problem.by ?? "somebody"} said ${problem.line}: ${problem.why}`];
    case "silent": {
      const { session, holds } = problem;
      return [
        session.presence,
        `${session.id}, last seen ${minute(session.lastSeen)}, holds ${holds.slice(0, 20).join(", ")}`,
      ];
    }
    case "round":
      return [problem.why, `team ${problem.team} in round ${problem.round}`];
    default:
      return problem satisfies never;
  }
}

const sessionCells = ({
  id,
  name,
  team,
  presence,
  last_seen,
  branch,
  task,
  paths,
}: SessionDocument): readonly string[] => [
  name === null ? id : `${id} · ${name}`,
  team ?? "",
  presence,
  minute(last_seen),
  branch ?? "",
  task ?? "",
  paths.slice(0, 5).join(", "),
];

const claimCells = ({ id, holder, mode, paths, until, reason, task }: ClaimDocument): readonly string[] => [
  id,
  holder,
  mode,
  paths.join(", "),
  minute(until),
  [task, reason].filter((each) => each !== null).join(": "),
];

const roundCells = ({ round, title, state, teams }: RoundDocument): readonly string[] => [
  title === null ? `${round}` : `${round} · ${title}`,
  state,
  teams
    .map(({ team, state: stands, status, late }) => `${team}: ${status ?? stands}${late ? ", late" : ""}`)
    .join("; "),
];

const messageCells = ({ id, type, from, to, status, text }: MessageDocument): readonly string[] => [
  id,
  type,
  from,
  to,
  status,
  text,
];

const noteCells = ({ at, from, type, text }: Note): readonly string[] => [minute(at), from, type, text];
