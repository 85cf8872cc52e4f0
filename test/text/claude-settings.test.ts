// Our hooks in somebody's settings: added once, everything else as it was, and nothing where the file is not understood.
import fc from "fast-check";
import { HOOK_COMMAND, type Merged, mergeHooks } from "../../src/text/claude-settings.ts";

const done = (merged: Merged): { text: string; changed: boolean } => {
  if ("refused" in merged) throw new Error(merged.refused);
  return merged;
};
const EVENTS = ["PostToolBatch", "PreToolUse", "SessionEnd", "SessionStart", "Stop", "UserPromptSubmit"];
const ours = (text: string): string[] => {
  const { hooks } = JSON.parse(text) as { hooks: Record<string, { hooks: { command: string }[] }[]> };
  return Object.keys(hooks).filter((event) =>
    hooks[event]!.some((each) => each.hooks?.some(({ command }) => command === HOOK_COMMAND)),
  );
};

test("a file that is not there gets every event, tools that write only", () => {
  const { text, changed } = done(mergeHooks(null));
  expect([changed, ours(text).sort(), JSON.parse(text).hooks.PreToolUse]).toEqual([
    true,
    EVENTS,
    [
      {
        matcher: "Edit|MultiEdit|Write|NotebookEdit|Bash",
        hooks: [{ type: "command", command: "lanekeeper hook claude", timeout: 5 }],
      },
    ],
  ]);
});

test("again it changes nothing, to the byte", () => {
  const { text } = done(
    mergeHooks('{\n\t"model": "x",\n\t"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "say done"}]}]}\n}'),
  );
  expect(text).toContain('\n\t"model": "x"');
  expect(JSON.parse(text).hooks.Stop[0].hooks[0].command).toBe("say done");
  expect(mergeHooks(text)).toEqual({ text, changed: false });
});

test("a hook of ours that somebody changed stays as they have it", () => {
  const mine = { matcher: "Edit", hooks: [{ type: "command", command: "npx lanekeeper hook claude", timeout: 9 }] };
  const { text } = done(mergeHooks(JSON.stringify({ hooks: { PreToolUse: [mine] } })));
  expect(JSON.parse(text).hooks.PreToolUse).toEqual([mine]);
  expect(ours(text).length).toBe(EVENTS.length - 1);
});

test.each([
  ["{,}", /^it is not JSON \(/],
  ['{"a": 1} // mine', /^it is not JSON \(/],
  ["[]", /^it is not a JSON object$/],
  ["null", /^it is not a JSON object$/],
  ['{"hooks": []}', /^`hooks` in it is not an object$/],
  ['{"hooks": {"Stop": {}}}', /^`hooks.Stop` in it is not a list$/],
])("%j is refused, and why is said", (text, why) => {
  expect(mergeHooks(text)).toEqual({ refused: expect.stringMatching(why) });
});

test("law: everything else in any settings stays, whatever it is called", () => {
  const settings = fc.record({
    rest: fc.dictionary(
      fc.string().filter((key) => key !== "hooks"),
      fc.jsonValue(),
    ),
    hooks: fc.dictionary(
      fc.constantFrom("Stop", "PreToolUse", "Other", "__proto__"),
      fc.array(fc.jsonValue(), { maxLength: 2 }),
    ),
  });
  fc.assert(
    fc.property(settings, ({ rest, hooks }) => {
      const before = JSON.stringify({ ...rest, hooks });
      const { text } = done(mergeHooks(before));
      const after = JSON.parse(text) as { hooks: Record<string, unknown[]> };
      const { hooks: kept, ...others } = after;
      expect(JSON.stringify(others)).toBe(JSON.stringify(JSON.parse(JSON.stringify(rest))));
      for (const [event, groups] of Object.entries(hooks))
        expect(JSON.stringify(kept[event]!.slice(0, groups.length))).toBe(JSON.stringify(groups));
      expect(mergeHooks(text)).toEqual({ text, changed: false });
    }),
  );
});
