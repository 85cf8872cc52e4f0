// `lanekeeper policy check|schema`: validates a policy file as trunk would, and prints its JSON Schema.

import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { POLICY_PATH } from "../core/policy.ts";
import { findingLines } from "../render/hook.ts";
import { findingDocument } from "../render/judgement.ts";
import { policyFromBytes } from "../text/policy-file.ts";
import { policySchema } from "../text/policy-schema.ts";
import { answer, EXIT, Usage } from "./output.ts";

export function policy(program: Command): void {
  const group = program.command("policy").description("work on the policy file");
  group
    .command("check")
    .description("validate a policy file: every problem at once, as path:line:column")
    .argument("[file]", "the file, or - for standard input", POLICY_PATH)
    .option("--json", "one JSON document on stdout")
    .action(validate);
  group
    .command("schema")
    .description("print the JSON Schema of the policy file, for editors")
    .option("--json", "the same: it is JSON")
    .action(() => answer(false, EXIT.ok, null, `${JSON.stringify(policySchema(), null, 2)}\n`));
}

function validate(file: string, { json }: { json?: boolean }): void {
  const { policy, findings } = policyFromBytes(read(file), file === "-" ? POLICY_PATH : file);
  const valid = policy !== null;
  const text = [...findings.flatMap(findingLines), `${file}: ${valid ? "valid" : "does not validate"}`].join("\n");
  answer(json, valid ? EXIT.ok : EXIT.usage, { valid, findings: findings.map(findingDocument) }, text);
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    const why = WHY[code] ?? `cannot be read: ${code}`;
    throw new Usage(`${file} ${why}`, "name the policy file, or - for standard input");
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EISDIR: "is a directory",
  EACCES: "may not be read by you",
};
