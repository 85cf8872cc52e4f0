// Commands as people type them (PROTOCOL §6), one at the start of a line. What stands in code, quotations and HTML comments is none.
export type Command =
  | { readonly kind: "round"; readonly verb: "status" }
  | { readonly kind: "round"; readonly verb: "close" | "reopen"; readonly round: number };

export type CommandRead =
  | { readonly line: string; readonly command: Command; readonly problem: null }
  | { readonly line: string; readonly command: null; readonly problem: string };

/** The commands of a text that are understood here, and what is wrong with those that nearly are. */
export function parseCommands(text: string): CommandRead[] {
  const found: CommandRead[] = [];
  let fence: string | null = null;
  for (const line of text.replace(/<!--[\s\S]*?(?:-->|$)/g, "").split(/\r\n?|\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence)) fence = null;
      continue;
    }
    const said = fence === null ? /^(?:as s[A-Z][A-Z0-9]?: )?\/round(?:\s+(.*))?$/.exec(line) : null;
    if (said !== null) found.push({ line, ...round((said[1] ?? "").trim()) });
  }
  return found;
}

function round(
  words: string,
): Pick<CommandRead & { problem: string }, "command" | "problem"> | { command: Command; problem: null } {
  const [verb = "status", number = "", ...more] = words.split(/\s+/);
  if (words === "" || (verb === "status" && more.length === 0))
    return { command: { kind: "round", verb: "status" }, problem: null };
  if (verb !== "close" && verb !== "reopen")
    return { command: null, problem: `/round ${verb} is not known; there are status, close N and reopen N` };
  if (!/^[1-9]\d{0,8}$/.test(number) || more.length > 0)
    return { command: null, problem: `say which round: /round ${verb} 5` };
  return { command: { kind: "round", verb, round: Number(number) }, problem: null };
}
