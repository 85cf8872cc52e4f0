// Which session a command speaks for: as said, by the environment, or by the branch one stands on.
import { bind } from "../core/binding.ts";
import { type Clone, currentBranch, openClone, policyHere } from "./clone.ts";
import { Usage } from "./output.ts";

/** A session's id or a team's name; null where nothing says it, and the server tells by the login. */
export async function speakerHere(said: string | undefined): Promise<string | null> {
  if (said !== undefined && said !== "") return said;
  const clone = await openClone(".").catch((error: unknown) => {
    if (error instanceof Usage) return null;
    throw error;
  });
  if (clone === null) return null;
  try {
    return await speakerOn(clone);
  } finally {
    clone.git.close();
  }
}

async function speakerOn(clone: Clone): Promise<string | null> {
  const branch = await currentBranch(clone);
  if (branch === null) return null;
  const state = await policyHere(clone);
  if (state.kind !== "valid") return /^session-(s[A-Z][A-Z0-9]?)$/.exec(branch)?.[1] ?? null;
  const { session, team } = bind(state.policy, branch);
  return session ?? team?.name ?? null;
}
