// How things stand, a line each, for a terminal: everybody's text in it made safe, nothing longer than a line.
import type { ClaimDocument, MessageDocument, RoundDocument, SessionDocument } from "../core/document.ts";
import { minute } from "../core/instant.ts";
import { printable } from "./escape.ts";

const MAX_TEXT = 200;

/** The first line of a text, short. */
function short(text: string): string {
  const [first = "", ...more] = text.split("\n");
  const chars = [...printable(first)];
  const isCut = chars.length > MAX_TEXT || more.some((line) => line !== "");
  return `${chars.slice(0, MAX_TEXT).join("")}${isCut ? " …" : ""}`;
}

export function sessionLine({ id, name, team, presence, last_seen: seen, branch, task }: SessionDocument): string {
  const facts = [
    `${presence}, seen ${minute(seen)}`,
    ...(branch === null ? [] : [printable(branch)]),
    ...(task === null ? [] : [`works on: ${short(task)}`]),
  ];
  const who = [id, ...(name === null ? [] : [name]), ...(team === null ? [] : [`(${team})`])].join(" ");
  return `${who}  ${facts.join("  ")}`;
}

export function claimLine({ id, holder, paths, mode, until, reason, task }: ClaimDocument): string {
  const facts = [
    `until ${minute(until)}`,
    ...(mode === "shared" ? ["shared"] : []),
    ...(task === null ? [] : [`task ${short(task)}`]),
    ...(reason === null ? [] : [`“${short(reason)}”`]),
  ];
  return `${id}  ${holder}  ${paths.map(printable).join(", ")}  ${facts.join(", ")}`;
}

export function messageLine({ id, from, to, type, status, text, overdue, dead }: MessageDocument): string {
  const late = dead ? ", nobody answered" : overdue ? ", overdue" : "";
  return `${id}  ${printable(from)} → ${printable(to)}  ${printable(type)}, ${status}${late}  “${short(text)}”`;
}

export function roundLines({ round, title, state, teams, deadline, depends_on: waits }: RoundDocument): string[] {
  const facts = [
    state,
    ...(deadline === null ? [] : [`deadline ${minute(deadline)}`]),
    ...(waits.length === 0 ? [] : [`depends on ${waits.join(", ")}`]),
  ];
  const name = title === null ? "" : ` ${printable(title)}`;
  const width = Math.max(0, ...teams.map(({ team }) => team.length));
  const rows = teams.map(({ team, state: stands, status, late, reset, revision, branch, since }) => {
    const again = reset ? `, reset by revision ${revision}` : "";
    const said = `${stands}${status === null ? "" : `: ${status}`}${again}${late ? ", late" : ""}`;
    return `  ${team.padEnd(width)}  ${said}${since === null ? "" : ` since ${minute(since)}`}${branch === null ? "" : `  ${printable(branch)}`}`;
  });
  return [`round ${round}${name}: ${facts.join(", ")}`, ...rows];
}
