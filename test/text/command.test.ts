// Commands in a text: at the start of a line, not in code, quotations or hidden parts.
import { parseCommands } from "../../src/text/command.ts";

test.each<[string, unknown[]]>([
  ["/round close 5", [{ kind: "round", verb: "close", round: 5 }]],
  [
    "Well done.\n\n/round reopen 12\r\n/round",
    [
      { kind: "round", verb: "reopen", round: 12 },
      { kind: "round", verb: "status" },
    ],
  ],
  ["as sA: /round status", [{ kind: "round", verb: "status" }]],
  ["> /round close 5\n    /round close 5\nsay /round close 5", []],
  ["```\n/round close 5\n```\n<!-- \n/round close 6 -->", []],
  ["/rounds close 5", []],
])("%j", (text, commands) => {
  expect(parseCommands(text).map(({ command }) => command)).toEqual(commands);
});

test.each([
  ["/round close", "say which round: /round close 5"],
  ["/round close five", "say which round: /round close 5"],
  ["/round end 5", "/round end is not known; there are status, close N and reopen N"],
])("%j is answered with what it should be", (text, problem) => {
  expect(parseCommands(text)).toEqual([{ line: text, command: null, problem }]);
});
