// The documents that Claude Code takes from hooks, event by event, as its documentation has them; nothing else may be in them.
import { Ajv } from "ajv";

const text = { type: "string", minLength: 1, maxLength: 10_000 };
const context = (event: string) => ({
  type: "object",
  properties: { hookEventName: { const: event }, additionalContext: text },
  required: ["hookEventName", "additionalContext"],
  additionalProperties: false,
});
const output = (specific: object | null) => ({
  type: "object",
  properties: { systemMessage: text, ...(specific === null ? {} : { hookSpecificOutput: specific }) },
  minProperties: 1,
  additionalProperties: false,
});
const SCHEMAS: Readonly<Record<string, object>> = {
  SessionStart: output(context("SessionStart")),
  UserPromptSubmit: output(context("UserPromptSubmit")),
  PostToolBatch: output(context("PostToolBatch")),
  PreToolUse: output({
    type: "object",
    properties: {
      hookEventName: { const: "PreToolUse" },
      permissionDecision: { const: "deny" },
      permissionDecisionReason: text,
    },
    required: ["hookEventName", "permissionDecision", "permissionDecisionReason"],
    additionalProperties: false,
  }),
  // These two say nothing.
  Stop: { not: {} },
  SessionEnd: { not: {} },
};

const ajv = new Ajv();
const compiled = new Map(Object.entries(SCHEMAS).map(([event, schema]) => [event, ajv.compile(schema)]));

/** What is wrong with an output of an event; nothing where it is as documented. */
export function complaints(event: string, document: unknown): readonly string[] {
  const validate = compiled.get(event);
  if (validate === undefined) return [`no schema for ${event}`];
  return validate(document)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
