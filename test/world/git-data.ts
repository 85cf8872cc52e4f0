// Commits, trees and blobs by id, as git has them.
import { type Call, notFound, Refused, type Routes } from "./api.ts";
import { type GitObject, parseCommit, parseTree, tryGit } from "./git.ts";
import { OID, type Repo } from "./repo.ts";
import { UNSIGNED } from "./shapes.ts";
import type { Json } from "./state.ts";

/** Where a recursive tree ends. */
const MAX_ENTRIES = 100_000;
const MAX_TREE_BYTES = 7 * 1024 * 1024;
const MAX_BLOB_BYTES = 100 * 1024 * 1024;

async function found(repo: Repo, oid: string, type: string): Promise<GitObject> {
  const object = await repo.object(oid);
  if (object === null || object.type !== type) throw notFound();
  return object;
}

const typeOf = (mode: string): string => (mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob");

async function tree({ repo, params, query }: Call): Promise<Json> {
  const asked = params.tree_sha!;
  const first = OID.test(asked) ? await repo.object(asked) : null;
  // A commit's id or a branch's name stands for its tree.
  const commit = first?.type === "commit" || first === null ? await repo.commit(asked) : null;
  const root = first?.type === "tree" ? first : commit === null ? null : await repo.object(commit.tree);
  if (root?.type !== "tree") throw notFound();
  if (query.has("recursive")) return recursive(repo, root.oid);
  const entries = parseTree(root.body).map(({ mode, name, oid }) => ({
    path: name.toString("utf8"),
    mode,
    type: typeOf(mode),
    sha: oid,
    ...(mode === "160000" ? {} : { url: `${repo.world.url}/repos/${repo.fullName}/git/${typeOf(mode)}s/${oid}` }),
  }));
  return { sha: root.oid, tree: entries, truncated: false };
}

async function recursive(repo: Repo, oid: string): Promise<Json> {
  const { out } = await tryGit(repo.dir, ["ls-tree", "-r", "-t", "-l", "-z", oid]);
  const rows = out.toString("utf8").split("\0").slice(0, -1);
  const entries: Json[] = [];
  let bytes = 0;
  for (const row of rows) {
    const [head = "", path] = [row.slice(0, row.indexOf("\t")), row.slice(row.indexOf("\t") + 1)];
    const [mode = "", type, sha, size] = head.split(/ +/);
    const entry = { path, mode, type, sha, ...(size === "-" ? {} : { size: Number(size) }) };
    bytes += JSON.stringify(entry).length;
    if (entries.length === MAX_ENTRIES || bytes > MAX_TREE_BYTES) break;
    entries.push(entry);
  }
  return { sha: oid, tree: entries, truncated: entries.length < rows.length };
}

/** Base64 as GitHub sends it: with a line break after every sixty characters. */
const base64 = (body: Buffer): string => body.toString("base64").replace(/(.{60})/g, "$1\n");

export const gitRoutes: Routes = {
  "GET /repos/{owner}/{repo}/git/commits/{commit_sha}": {
    needs: ["contents", "read"],
    run: async ({ repo, params }) => {
      const commit = parseCommit(await found(repo, params.commit_sha!, "commit"));
      const { author, committer, message } = commit;
      const parents = commit.parents.map((sha) => ({ sha }));
      return {
        body: {
          sha: commit.oid,
          author,
          committer,
          message,
          tree: { sha: commit.tree },
          parents,
          verification: UNSIGNED,
        },
      };
    },
  },
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": {
    needs: ["contents", "read"],
    run: async (call) => ({ body: await tree(call) }),
  },
  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": {
    needs: ["contents", "read"],
    run: async ({ repo, params }) => {
      const { oid, body } = await found(repo, params.file_sha!, "blob");
      if (body.length > MAX_BLOB_BYTES)
        throw new Refused(403, "This API returns blobs up to 100 MB in size.", [
          { resource: "Blob", field: "data", code: "too_large" },
        ]);
      return { body: { sha: oid, size: body.length, encoding: "base64", content: base64(body) } };
    },
  },
};
