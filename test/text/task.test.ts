// Messages in the bodies of tasks and in their comments, exactly as people write them.
import fc from "fast-check";
import { taskSayings } from "../../src/text/task.ts";

const BODY = [
  "from:human · to:po:* · type:question · ref:— · status:sent",
  "Which of you owns the login page?",
  "",
  "It is broken.",
].join("\n");

test("a task's body is a message: whom it is to, what about, and the text below", () => {
  expect(taskSayings(BODY, 12)).toEqual([
    {
      line: "from:human · to:po:* · type:question · ref:— · status:sent",
      as: null,
      command: {
        kind: "send",
        type: "question",
        to: "po:*",
        ref: "#12",
        text: "Which of you owns the login page?\n\nIt is broken.",
      },
      problem: null,
      fix: null,
    },
  ]);
});

test("a comment answers the task it stands under, by its line", () => {
  expect(taskSayings("from:po:sA · status:seen → I do, and I am on it", 12)).toEqual([
    {
      line: "from:po:sA · status:seen → I do, and I am on it",
      as: "sA",
      command: { kind: "ack", message: "#12", status: "seen", text: "I do, and I am on it" },
      problem: null,
      fix: null,
    },
  ]);
});

test.each([
  ["no text below", "from:sA · to:sB · type:note · status:sent", "this message has no text"],
  ["a status nobody knows", "from:sA · status:finished → x", "finished is not a status"],
])("%s is told", (_, text, problem) => {
  expect(taskSayings(text, 1)).toMatchObject([{ command: null, problem }]);
});

test("nothing in a quotation or in code is said, and other text is nothing", () => {
  expect(taskSayings(`> ${BODY}`, 1)).toEqual([]);
  expect(taskSayings(`\`\`\`\n${BODY}\n\`\`\``, 1)).toEqual([]);
  expect(taskSayings("from: the kitchen\nfrom:here to there", 1)).toEqual([]);
});

test("any text is read without harm", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => taskSayings(`from:sA · ${text}\n${text}`, 1).length >= 0),
  );
});
