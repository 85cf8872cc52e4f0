// Every check there is, in the order they are shown. A new one is a file and a line here.
import type { BareCheck, CloneCheck, MachineCheck } from "./check.ts";
import { binding, originHead } from "./clone.ts";
import { hooks, hooksPath, judgeFile } from "./hooks.ts";
import { logins } from "./logins.ts";
import { gitVersion, nodeVersion } from "./machine.ts";
import { dataFolder, record } from "./permissions.ts";
import { policyRows } from "./policy.ts";
import { hookNode, server, trunk } from "./settings.ts";

export const MACHINE: readonly MachineCheck[] = [gitVersion, nodeVersion];

export const BARE: readonly BareCheck[] = [
  hooksPath,
  hooks,
  judgeFile,
  hookNode,
  server,
  dataFolder,
  record,
  trunk,
  async ({ settings, policy }) => (settings === null ? [] : policyRows(policy)),
  logins,
];

export const CLONE: readonly CloneCheck[] = [originHead, async (_, policy) => policyRows(policy), binding];
