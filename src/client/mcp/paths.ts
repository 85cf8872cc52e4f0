// `check_paths`: may whoever asks write these paths? Scope by the policy at trunk as the clone knows it, claims as the server says.
import { isAbsolute, posix, relative } from "node:path";
import type { Binding } from "../../core/binding.ts";
import { lanesOf } from "../../core/claims/lane.ts";
import type { ClaimDocument } from "../../core/document.ts";
import { owners, permit } from "../../core/permit.ts";
import type { Policy } from "../../core/policy.ts";
import { Incomplete } from "../../ports.ts";
import { against, type Known, knownOf } from "../guard/guard.ts";
import { bindingHere } from "../here/bound.ts";
import { type Desk, data, input, list, many, maybe, type Reply, STRING, type Tool, text, wrong } from "./tool.ts";

interface Verdict {
  readonly path: string;
  readonly may_write: boolean;
  /** Who may, or whose scope it falls outside of, and the line of the policy that says so. */
  readonly by: string;
  readonly because: string;
  /** Others' live claims in the way. */
  readonly claims: readonly Pick<ClaimDocument, "id" | "holder" | "mode" | "until" | "reason">[];
}

interface Question {
  readonly policy: Policy;
  readonly binding: Binding;
  readonly login: string | null;
  readonly claims: readonly Known[];
}

/** A path that ends in a slash stands for what is below it. */
export function judgePath({ policy, binding, login, claims }: Question, path: string): Verdict {
  const asked = path.endsWith("/") ? `${path}-` : path;
  const { allowed, guard, by, because } = permit(policy, binding, { login, groups: [], foldsCase: false }, asked);
  const theirs = allowed || guard !== null ? [] : owners(policy, asked);
  const others = against(binding, lanesOf(policy), claims, asked);
  return {
    path,
    may_write: allowed && others.length === 0,
    by,
    because: theirs.length === 0 ? because : `${because}; it belongs to ${theirs.join(" and ")}`,
    claims: others.map(({ id, holder, mode, until, reason }) => ({ id, holder, mode, until, reason })),
  };
}

/** From the root of the worktree; null where it lies outside. */
function fromRoot(root: string, typed: string): string | null {
  const path = posix.normalize(isAbsolute(typed) ? `${relative(root, typed)}${typed.endsWith("/") ? "/" : ""}` : typed);
  return path === "." || path === "./" || path === "/" || path === ".." || path.startsWith("../") ? null : path;
}

async function run(desk: Desk, { paths }: { readonly paths: readonly string[] }): Promise<Reply> {
  const here = await desk.here();
  if (here === null)
    return wrong("this server was not started in a clone, so no policy is known", "start it in the worktree");
  const from = paths.map((path) => fromRoot(here.root, path));
  const stray = from.indexOf(null);
  if (stray !== -1) return wrong(`${paths[stray]} is not a path inside the repository`, "give paths from its root");
  const binding = bindingHere(here, desk.session);
  if (here.policy === null || binding === null)
    return wrong(
      "there is no policy at trunk that validates, or no branch, so nobody can tell",
      "run: lanekeeper policy check",
    );
  // Scope needs no server; what it would say of claims is then missing, and said to be.
  const known = await desk.client.state({ open: true }).catch((error: unknown) => {
    if (error instanceof Incomplete) return error;
    throw error;
  });
  const claims = known instanceof Incomplete ? [] : known.claims.map(knownOf);
  const question = { policy: here.policy, binding, login: here.userName, claims };
  const verdicts = from.map((path) => judgePath(question, path!));
  return data({
    ok: verdicts.every(({ may_write: may }) => may),
    paths: verdicts,
    notice: known instanceof Incomplete ? `claims are not known: ${known.message}` : null,
  });
}

export const checkPaths: Tool<{ readonly paths: readonly string[] }> = {
  name: "check_paths",
  description:
    "Ask before you write: for each path whether you may write it now, which line of the policy says so, and whose claim is in the way.",
  readOnly: true,
  input: input(
    { paths: list(text("from the repository's root; dir/ asks for what is below it", 4_096), "paths", 500) },
    "paths",
  ),
  output: {
    ok: { type: "boolean" },
    paths: many({ type: "object", properties: { path: STRING, may_write: { type: "boolean" } } }),
    notice: maybe("string"),
  },
  run,
};
