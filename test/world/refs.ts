// Refs by name and by beginning; they may lag behind what was pushed.
import { notFound, type Routes } from "./api.ts";
import type { Repo } from "./repo.ts";
import type { Json } from "./state.ts";

async function refJson(repo: Repo, ref: string, oid: string): Promise<Json> {
  const found = ref.startsWith("refs/tags/") ? await repo.typeOf(oid) : "commit";
  return { ref, object: { sha: oid, type: found } };
}

export const refRoutes: Routes = {
  "GET /repos/{owner}/{repo}/git/ref/{ref}": {
    needs: ["contents", "read"],
    run: async ({ repo, params }) => {
      const ref = `refs/${params.ref}`;
      const oid = repo.seenRefs().get(ref);
      if (oid === undefined) throw notFound();
      return { body: await refJson(repo, ref, oid) };
    },
  },
  "GET /repos/{owner}/{repo}/git/matching-refs/{ref}": {
    needs: ["contents", "read"],
    run: async ({ repo, params }) => {
      const seen = [...repo.seenRefs()].filter(([ref]) => ref.startsWith(`refs/${params.ref}`));
      // All of them at once: this list has no pages.
      return { body: await Promise.all(seen.map(([ref, oid]) => refJson(repo, ref, oid))) };
    },
  },
};
