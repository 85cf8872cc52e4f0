// Queue files and the scoreboard, as people write them, and what is said where they cannot be read.
import fc from "fast-check";
import { parseQueue, QUEUE_BYTES } from "../../src/text/queue.ts";
import { parseScoreboard } from "../../src/text/scoreboard.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const queue = (text: string) => parseQueue(bytes(text), "q/to-sB.md");
const board = (text: string) => parseScoreboard(bytes(text), "active.md");
const said = ({ complaints }: ReturnType<typeof queue>) => complaints.map(({ line, message }) => `${line} ${message}`);

const HEADER = "## 2026-05-31T15:00Z · from:sA · to:sB · type:question · ref:#12 · status:sent";
const block = {
  at: "2026-05-31T15:00:00.000Z",
  from: "sA",
  to: "sB",
  type: "question",
  ref: "#12",
  status: "sent",
  text: "Which port?\n\n## Not a header\nReally.",
};
const FILE = `# Queue\n\n${HEADER}\nWhich port?\n\n## Not a header\nReally.\n\n## 2026-05-31T15:01:30Z · from:human · to:all · type:note · ref:— · status:sent\nHello\n`;

test("blocks run to the next header that parses; a dash is an empty value", () => {
  const { blocks, complaints } = queue(FILE);
  expect(complaints).toEqual([]);
  expect(blocks).toMatchObject([
    block,
    { at: "2026-05-31T15:01:30.000Z", from: "human", to: "all", ref: null, text: "Hello" },
  ]);
});

test("an id stays whatever happens around the block, and its status does not count", () => {
  const ids = (text: string) => queue(text).blocks.map(({ id }) => id);
  const [first, second] = ids(FILE);
  expect(first).toMatch(/^q[0-9a-f]{12}$/);
  expect(ids(`\ufeff${FILE.replaceAll("\n", "  \r\n")}\r\n\r\n`)).toEqual([first, second]);
  expect(ids(FILE.replaceAll("status:sent", "status:done"))).toEqual([first, second]);
  expect(ids(FILE.slice(FILE.indexOf("## 2026-05-31T15:01:30Z")))).toEqual([second]);
  expect(ids(FILE + FILE.slice(FILE.indexOf(HEADER)))).toEqual([first, second, `${first}-2`, `${second}-2`]);
  expect(ids(FILE.replace("port", "gate"))[0]).not.toBe(first);
  expect(ids(`${HEADER} · id:x7\n`)).toEqual(["x7"]);
});

test.each<[string, object]>([
  [
    "from:human · to:po:* · type:question · ref:— · status:sent\nyour message",
    { at: null, from: "human", to: "po:*", ref: null, text: "your message" },
  ],
  ["## 2026-05-31T15:00Z · from:human · to:all · type:que…", { type: "que…", status: "sent", text: "" }],
  [`${HEADER.replace("#12", "Riff 3: api")} ·`, { ref: "Riff 3: api" }],
])("%j", (text, expected) => {
  expect(queue(text).blocks).toMatchObject([expected]);
});

test("a reply moves the block above it, and what it says is an answer", () => {
  const { blocks, complaints } = queue(
    `${HEADER}\nWhich?\nfrom:po:sB · status:seen\nfrom:po:sB · status:answered → 8080\n`,
  );
  expect(complaints).toEqual([]);
  expect(blocks).toMatchObject([
    { from: "sA", status: "answered", text: "Which?" },
    { from: "po:sB", to: "sA", type: "answer", ref: blocks[0]!.id, text: "8080", status: "sent" },
  ]);
  expect(blocks[0]!.id).toBe(queue(`${HEADER}\nWhich?`).blocks[0]!.id);
});

test.each([
  [HEADER.replace("question", "queston"), '1 "queston" is not a type that is understood here'],
  [HEADER.replace("sent", "delivered"), '1 "delivered" is not a status'],
  [`${HEADER} · urgency:high`, '1 "urgency" is not a field that is understood here'],
  [`${HEADER} · id:a\n${HEADER} · id:a`, '2 the id "a" is that of a block above'],
  [`${HEADER}\nfrom:sB · status:dome`, '2 "dome" is not a status'],
])("%j is kept and warned about", (text, complaint) => {
  expect(said(queue(text))).toEqual([complaint]);
  expect(queue(text).blocks).toHaveLength(1);
});

test.each([
  "## 2026-05-31T15:00Z | from:sA | to:sB",
  "## 2026-02-30T15:00Z · from:sA · to:sB",
  "## 2026-05-31T15:00Z · from:sA",
  "##2026-05-31 sA",
])("%j is no header, and that is said", (line) => {
  expect(said(queue(`x\n${line}`))).toEqual([`2 this is no message: ${JSON.stringify(line)} cannot be read`]);
  expect(queue(line).blocks).toEqual([]);
});

test("sizes", () => {
  expect(said(queue("x".repeat(QUEUE_BYTES + 1)))).toEqual(["1 the file is larger than 1024 KiB"]);
  const many = queue(`${HEADER}\n`.repeat(5_001));
  expect([many.blocks.length, said(many)]).toEqual([5_000, ["5001 there are more than 5000 messages in this file"]]);
  expect(queue("## 2026-05-31\n".repeat(1_000)).complaints).toHaveLength(50);
});

const ROW =
  "| sA · Sintra | (Riff TBD) | worktree `session-sA` → direct-to-main, `[sA]` | 2026-05-31T11:40Z | 2026-05-31T11:41Z · | scope TBD — update this row |";
const HEAD = "| Session · Name | Riff | Branch | Claimed at | Presence | Scope |\n|---|:--|---|---|---|---|";
const row = {
  session: "sA",
  name: "Sintra",
  task: null,
  paths: [],
  claimedAt: "2026-05-31T11:40:00.000Z",
  seenAt: "2026-05-31T11:41:00.000Z",
};

test.each<[string, object[]]>([
  [ROW, [row]],
  [`# Active\n\n${HEAD}\n${ROW}\n`, [row]],
  [
    ROW.replace("(Riff TBD)", "Riff 12 a \\| b").replace(/scope TBD.*\|/, "`src/api/**` and `docs/` |"),
    [{ ...row, task: "Riff 12 a | b", paths: ["src/api/**", "docs/"] }],
  ],
  [
    "| **sB** |  | — | — | 2026-05-31T11:41Z · at lunch | |",
    [{ session: "sB", name: null, task: null, paths: [], claimedAt: null, seenAt: "2026-05-31T11:41:00.000Z" }],
  ],
  [`\`\`\`\n${ROW}\n\`\`\`\nsA | x`, []],
])("the scoreboard %j", (text, rows) => {
  expect(board(text)).toEqual({ rows, complaints: [] });
  expect(board(text.replaceAll("\n", "\r\n")).rows).toEqual(rows);
});

test.each([
  ["| sA | x |", 0, "1 the row of sA has 2 cells and not 6"],
  [ROW.replace("Sintra", "São Paulo"), 1, '1 "São Paulo" is not a name'],
  [ROW.replace("11:40Z", "11:40"), 1, '1 "2026-05-31T11:40" is not an instant'],
  [ROW.replace(/scope TBD.*\|/, "`../x` |"), 1, '1 the pattern "../x" was left out: the pattern has a ".." segment'],
  [`${ROW}\n${ROW}`, 1, "2 sA has a row above already"],
])("the scoreboard %j is complained about", (text, rows, complaint) => {
  expect(said({ blocks: [], complaints: board(text).complaints })).toEqual([complaint]);
  expect(board(text).rows).toHaveLength(rows);
});

test("any bytes are read, and every complaint has its line", () => {
  const pieces = [
    "## 2026-05-31T15:00Z",
    " · ",
    "from:sA",
    "to:sB",
    "type:x",
    "status:seen",
    "→",
    "—",
    "\n",
    "\r\n",
    "| ",
    "sA",
    "`",
    "\\|",
    "\\",
    "TBD",
    "\0",
    "é",
    "```",
  ];
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((all) => bytes(all.join("")));
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 60 })), (each) => {
      const { blocks, complaints } = parseQueue(each, "q");
      const lines = new TextDecoder().decode(each).split(/\r\n?|\n/).length;
      for (const { line } of [...complaints, ...parseScoreboard(each, "a").complaints])
        expect(line! >= 1 && line! <= lines).toBe(true);
      expect(new Set(blocks.map(({ id }) => id)).size).toBe(blocks.length);
    }),
    { numRuns: 1_000 },
  );
});

test.each([" · ", "from:a · ", "|", "`", "\\", "\n", "## ", "→"])(
  "a file of nothing but %j is read in time",
  (piece) => {
    for (const start of ["", "## 2026-05-31T15:00Z · ", "| sA | "]) {
      const file = bytes(start + piece.repeat(300_000 / piece.length));
      const begun = process.cpuUsage();
      parseQueue(file, "q");
      parseScoreboard(file, "a");
      const { user, system } = process.cpuUsage(begun);
      expect((user + system) / 1_000).toBeLessThan(3_000);
    }
  },
);
