// Which files a shell's command line obviously writes: redirections, tee, sed -i, cp, mv, rm, touch, dd, git mv and git rm. Reads,
// `cd` and every other command write nothing here; what is not obvious is left to the gate.
import { posix } from "node:path";
import { lex, type Token, type Word } from "./shell-words.ts";

export interface ShellWrite {
  /** As typed. */
  readonly path: string;
  /** The folder it is relative to, from where the command starts; null: nobody can tell. */
  readonly dir: string | null;
  /** `write`: what is in it; `remove`: it itself, a folder with all in it; `into`: it, or a file in it if it is a folder. */
  readonly how: "write" | "remove" | "into";
  /** Of `into`: the names that it takes in a folder. */
  readonly names?: readonly string[];
}

/** Null where the line is not understood. */
export function writesOfShell(line: string): readonly ShellWrite[] | null {
  const tokens = lex(line);
  if (tokens === null) return null;
  const writes: ShellWrite[] = [];
  let dir: string | null = "";
  let depth = 0;
  const outer: (string | null)[] = [];
  for (const { words, files, before, after } of commandsOf(tokens)) {
    const rest = withoutKeywords(words);
    // A word before a parenthesis begins a function or a list.
    if (rest === null || (words.length > 0 && after === "(")) return null;
    depth += rest.opens;
    for (const file of files) if (file.sure) writes.push({ path: file.text, dir, how: "write" });
    if (before === "(") outer.push(dir);
    const [name, ...args] = rest.words;
    if (name?.sure) {
      const command = posix.basename(name.text);
      const isApart = before === "|" || before === "|&" || ["|", "|&", "&"].includes(after);
      if (MOVES.has(command) && !isApart) dir = before === "||" || depth > 0 ? null : movedTo(dir, command, args);
      else for (const write of writesOf(command, args)) writes.push({ ...write, dir: inside(dir, write.dir) });
    }
    if (after === ")") dir = outer.length > 0 ? outer.pop()! : null;
  }
  return writes;
}

interface Simple {
  readonly words: readonly Word[];
  /** What it is redirected into. */
  readonly files: readonly Word[];
  /** What joins it to its neighbours. */
  readonly before: string;
  readonly after: string;
}

function* commandsOf(tokens: readonly Token[]): Generator<Simple> {
  let [words, files, before]: [Word[], Word[], string] = [[], [], ";"];
  let open: string | null = null;
  for (const token of [...tokens, { kind: "join", op: ";" } as const]) {
    if (token.kind === "redirect") open = token.op;
    else if (token.kind === "word") {
      if (open === null) words.push(token);
      else if (isWritten(open, token)) files.push(token);
      open = null;
    } else {
      yield { words, files, before, after: token.op };
      [words, files, before, open] = [[], [], token.op, null];
    }
  }
}

/** `>&2` and `>&-` name no file. */
const isWritten = (op: string, { text }: Word): boolean =>
  op === ">&" ? !/^(?:\d+|-)$/.test(text) : op.includes(">") && op !== "<>";

const OPENS = new Set(["if", "while", "until", "for", "select", "{"]);
const CLOSES = new Set(["fi", "done", "}"]);
const BETWEEN = new Set(["then", "do", "else", "elif", "!", "time"]);
const WRAPPERS = new Set(["command", "nohup", "builtin", "exec", "env", "sudo"]);

/** The command itself: without the words of compound commands, assignments and wrappers. Null: functions and `case` are not read. */
function withoutKeywords(all: readonly Word[]): { readonly words: readonly Word[]; readonly opens: number } | null {
  let opens = 0;
  for (let at = 0; at < all.length; at += 1) {
    const { text, sure } = all[at]!;
    if (!sure && text !== "{" && !/^\w+=/.test(text)) return { words: all.slice(at), opens };
    if (text === "case" || text === "function") return null;
    if (OPENS.has(text)) opens += 1;
    else if (CLOSES.has(text)) opens -= 1;
    else if (!BETWEEN.has(text) && !WRAPPERS.has(text) && !/^[A-Za-z_]\w*\+?=/.test(text))
      // An option of a wrapper may take the next word.
      return { words: at > 0 && text.startsWith("-") ? [] : all.slice(at), opens };
    if (text === "for" || text === "select") return { words: [], opens };
  }
  return { words: [], opens };
}

const MOVES = new Set(["cd", "pushd", "popd", "eval", "source", "."]);

function movedTo(dir: string | null, command: string, args: readonly Word[]): string | null {
  const [to, ...more] = args.filter(({ text }) => text !== "-P" && text !== "-L" && text !== "--");
  if (command !== "cd" || to === undefined || more.length > 0 || !to.sure || to.text === "-" || to.text === "")
    return null;
  return inside(dir, to.text);
}

/** A folder seen from another; null where the first is not known and the second is relative to it. */
const inside = (dir: string | null, next: string | null): string | null =>
  next === null ? null : posix.isAbsolute(next) ? next : dir === null ? null : posix.join(dir, next);

type Local = Omit<ShellWrite, "dir"> & { readonly dir: string };

const here = (how: "write" | "remove", words: readonly Word[]): Local[] =>
  words.flatMap(({ sure, text }) => (sure && text !== "" ? [{ path: text, dir: "", how }] : []));

function writesOf(command: string, args: readonly Word[]): readonly Local[] {
  switch (command) {
    case "tee":
      return here("write", operandsOf(args).operands);
    case "touch":
      return here("write", operandsOf(args, /^(?:-[a-zA-Z]*[dtr]|--date|--reference|--time)$/).operands);
    case "rm":
      return here("remove", operandsOf(args).operands);
    case "cp":
    case "mv":
      return copied(command, args);
    case "sed":
      return edited(args);
    case "dd":
      return here(
        "write",
        args.filter(({ text }) => text.startsWith("of=")).map((word) => ({ ...word, text: word.text.slice(3) })),
      );
    case "git":
      return ofGit(args);
    default:
      return [];
  }
}

interface Arguments {
  readonly options: readonly Word[];
  readonly operands: readonly Word[];
  /** What options that take a word of their own were given, by option. */
  readonly given: ReadonlyMap<string, Word>;
}

/** Options apart from the rest; `takes` says which of them take the next word. */
function operandsOf(args: readonly Word[], takes = /^$/): Arguments {
  const [options, operands, given]: [Word[], Word[], Map<string, Word>] = [[], [], new Map()];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at]!;
    if (word.text === "--" && word.sure) return { options, operands: [...operands, ...args.slice(at + 1)], given };
    if (!word.text.startsWith("-") || word.text === "-") operands.push(word);
    else {
      options.push(word);
      if (!takes.test(word.text) || at + 1 === args.length) continue;
      at += 1;
      given.set(word.text, args[at]!);
    }
  }
  return { options, operands, given };
}

function copied(command: "cp" | "mv", args: readonly Word[]): readonly Local[] {
  const { options, operands, given } = operandsOf(args, /^(?:-[a-zA-Z]*[tS]|--target-directory|--suffix)$/);
  const named = [...given].find(([option]) => /t$|directory/.test(option))?.[1];
  const joined = options.find(({ text }) => text.startsWith("--target-directory="));
  const folder = joined === undefined ? named : { ...joined, text: joined.text.slice("--target-directory=".length) };
  const to = folder ?? operands.at(-1);
  const sources = folder === undefined ? operands.slice(0, -1) : operands;
  const names = sources.filter(({ sure }) => sure).map(({ text }) => posix.basename(text));
  const into: Local[] =
    to?.sure && to.text !== "" && sources.length > 0 ? [{ path: to.text, dir: "", how: "into", names }] : [];
  return command === "mv" ? [...here("remove", sources), ...into] : into;
}

function edited(args: readonly Word[]): readonly Local[] {
  const { options, operands, given } = operandsOf(args, /^(?:-[nErsuz]*[efl]|--expression|--file)$/);
  const isInPlace = options.some(({ text }) => /^(?:-[nErsuz]*i|--in-place(?:=|$))/.test(text));
  if (!isInPlace) return [];
  const isScripted =
    [...given.keys()].some((option) => !option.endsWith("l")) ||
    options.some(({ text }) => /^(?:-[nErsuz]*[ef].|--expression=|--file=)/.test(text));
  // Elsewhere than on GNU an empty suffix is a word of its own.
  const files = operands[0]?.text === "" ? operands.slice(1) : operands;
  return here("write", isScripted ? files : files.slice(1));
}

function ofGit(args: readonly Word[]): readonly Local[] {
  let dir: string | null = "";
  let at = 0;
  for (; args[at]?.text.startsWith("-"); at += 1) {
    const { text } = args[at]!;
    if (text === "-C" || text === "-c") at += 1;
    if (text === "-C") dir = args[at]?.sure ? inside(dir, args[at]!.text) : null;
    if (!["-C", "-c", "--no-pager", "-p", "--no-optional-locks"].includes(text)) return [];
    if (dir === null) return [];
  }
  const command = args[at]?.text;
  if (command !== "mv" && command !== "rm") return [];
  const { options, operands } = operandsOf(args.slice(at + 1));
  if (options.some(({ text }) => text === "-n" || text === "--dry-run")) return [];
  // Patterns are git's to expand.
  const plain = operands.filter(({ text }) => !/[*?[\\]|^:/.test(text));
  const writes = command === "rm" ? here("remove", plain) : copied("mv", plain);
  return writes.map((write) => ({ ...write, dir }));
}
