// The policy file, `.github/lanekeeper.yml`: its text to a Policy, or every problem in it at once, each with its place.
// It never answers with a policy beside an error, and never throws on what somebody wrote.
import type { Finding } from "../core/finding.ts";
import type { Path } from "../core/model.ts";
import { POLICY_PATH, type Policy } from "../core/policy.ts";
import { Lines } from "./lines.ts";
import { buildPolicy } from "./policy-build.ts";
import { CHECKS } from "./policy-checks.ts";
import { Log } from "./policy-log.ts";
import { checkPatterns } from "./policy-patterns.ts";
import { POLICY_SHAPE, type PolicyDraft } from "./policy-schema.ts";
import { parseYaml } from "./yaml.ts";
import type { YamlNode } from "./yaml-node.ts";
import { MAX_BYTES, tooLong } from "./yaml-scan.ts";

export interface PolicyFile {
  /** Null if and only if a finding is an error. */
  readonly policy: Policy | null;
  readonly findings: readonly Finding[];
}

export function parsePolicy(text: string, path: Path = POLICY_PATH): PolicyFile {
  const log = new Log();
  const { root, problems } = parseYaml(text, { path });
  for (const { at, message, fix } of problems) log.error(at, message, fix);
  const draft = root === null ? null : readDraft(root, log);
  if (draft !== null && checkPatterns(draft, log)) for (const check of CHECKS) check(draft, log);
  const findings = log.findings();
  const policy = draft === null || log.hasErrors ? null : buildPolicy(draft);
  return { policy, findings };
}

function readDraft(root: YamlNode, log: Log): PolicyDraft | null {
  if (root.kind === "scalar" && root.type === "nothing") {
    log.error(root.at, "The policy is empty; it needs at least architects.", "Write architects: and who they are.");
    return null;
  }
  return POLICY_SHAPE.read(root, { log, name: "the policy", inside: "", at: root.at });
}

/** The same from the bytes of a blob, which need not be text. */
export function policyFromBytes(bytes: Uint8Array, path: Path = POLICY_PATH): PolicyFile {
  // Sizes first: nothing looks at what is over the limit.
  if (bytes.length > MAX_BYTES)
    return refusal((log) => log.error({ path, line: 1, column: 1 }, tooLong.message, tooLong.fix));
  const text = decode(bytes);
  if (text !== null) return parsePolicy(text, path);
  const good = validPrefix(bytes);
  const byte = (bytes[new TextEncoder().encode(good).length] ?? 0).toString(16);
  const shown = good.replace(/^\ufeff/, "");
  const at = new Lines(shown, path).place(shown.length);
  return refusal((log) => log.error(at, `The file is not UTF-8: the byte 0x${byte} stands here.`, "Save it as UTF-8."));
}

function decode(bytes: Uint8Array, stream = false): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream });
  } catch {
    return null;
  }
}

/** What can be read before the first byte that is not UTF-8, found by halving: a decoder does not say where it stopped. */
function validPrefix(bytes: Uint8Array): string {
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decode(bytes.subarray(0, middle), true) === null) bad = middle;
    else good = middle;
  }
  return decode(bytes.subarray(0, good), true) ?? "";
}

function refusal(say: (log: Log) => void): PolicyFile {
  const log = new Log();
  say(log);
  return { policy: null, findings: log.findings() };
}
