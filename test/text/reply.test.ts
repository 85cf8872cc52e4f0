// Replies as teams write them: one file, several rounds, a status in words.
import { parseReply } from "../../src/text/reply.ts";

const reply = (text: string) => parseReply(new TextEncoder().encode(text), "core/REPLY.md");

test.each<[string, string, number | null, string]>([
  ["a bare file is done", "All good.\n", null, "done"],
  ["the last section is the answer", "# Core\n\n## Round 2: flow\n\n## Round 3: Redis\n### Summary\n", 3, "done"],
  [
    "front matter goes before headings",
    "---\nround: 4\nstatus: partial\n---\n## Round 3\n**Status**: blocked\n",
    4,
    "partial",
  ],
  ["a status line counts below its heading", "## Round 2\n**Status**: blocked\n## Round 3\nfine\n", 3, "done"],
  ["a status line is read however it is set", "## Round 2\n- **Status:** Declined.\n", 2, "declined"],
  ["what stands in code is a quotation", "## Round 2\n```\n## Round 9\n**Status**: blocked\n```\n", 2, "done"],
  ["CRLF is a line's end too", "## Round 2\r\n**Status**: blocked\r\n", 2, "blocked"],
])("%s", (_, text, round, status) => {
  expect(reply(text).complaints).toEqual([]);
  expect(reply(text).value).toMatchObject({ round, status });
});

test.each<[string, string, string]>([
  ["---\nstatus: finsihed\n---\n", "2:9", '"finsihed" is not a status'],
  ["---\nstatus: blokced\n---\n", "2:9", '"blokced" is not a status'],
  ["## Round 1\n\n**Status**: stuck\n", "3:1", '"stuck" is not a status'],
  ["---\nround: x\n---\n", "2:8", "round must be a whole number"],
])("%j is refused at %s", (text, place, words) => {
  const [first] = reply(text).complaints;
  expect(reply(text).value).toBeNull();
  expect(`${first?.line}:${first?.column}`).toBe(place);
  expect(first?.message).toContain(words);
});
