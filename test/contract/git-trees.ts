// What every implementation of the Git port promises about trees, blobs and what is missing.
import type { TreeEntry } from "../../src/core/model.ts";
import { Incomplete } from "../../src/ports.ts";
import { type Abilities, type Bench, GONE, paths, sides } from "./subject.ts";

export function gitTrees(on: Bench, abilities: Abilities): void {
  describe("changes", () => {
    test("are every path that differs, never a rename", async () => {
      const from = on.history.commit({ same: "1", changed: "1", gone: "1", "old/name": "some content\n" });
      const to = on.history.commit({ same: "1", changed: "2", "new/name": "some content\n" }, [from]);
      await on.publish({ to });
      const changes = await on.git.changes(from, to);
      expect(sides(changes)).toEqual([
        "changed 100644 100644",
        "gone 100644 -",
        "new/name - 100644",
        "old/name 100644 -",
      ]);
      const changed = changes.find(({ path }) => path === "changed");
      expect([changed?.before?.oid, changed?.after?.oid]).toEqual([on.history.blob("1"), on.history.blob("2")]);
    });

    test("tell modes, links, submodules and what turned into something else", async () => {
      const submodule = { submodule: "89abcdef0123456789abcdef0123456789abcdef" };
      const from = on.history.commit({ run: "1", text: "a", file: "1", "dir/x": "1", dep: "1" });
      const to = on.history.commit(
        {
          run: { executable: "1" },
          text: { link: "a" },
          "file/inside": "1",
          dir: "1",
          dep: submodule,
          more: submodule,
        },
        [from],
      );
      await on.publish({ to });
      expect(sides(await on.git.changes(from, to))).toEqual([
        "dep 100644 160000",
        "dir - 100644",
        "dir/x 100644 -",
        "file 100644 -",
        "file/inside - 100644",
        "more - 160000",
        "run 100644 100755",
        "text 100644 120000",
      ]);
    });

    test("from nothing are the whole tree, to the same none", async () => {
      const oid = on.history.commit({ a: "1", "b/c/d": "1" });
      await on.publish({ oid });
      expect(sides(await on.git.changes(null, oid))).toEqual(["a - 100644", "b/c/d - 100644"]);
      expect(await on.git.changes(oid, oid)).toEqual([]);
    });

    test("are all there where there are many", async () => {
      const many = Object.fromEntries(Array.from({ length: 420 }, (_, at) => [`d${at % 3}/e${at % 2}/f${at}`, "x"]));
      const from = on.history.commit({ a: "1" });
      const to = on.history.commit({ a: "1", ...many, "zzz/evil.md": "x" }, [from]);
      await on.publish({ to });
      expect(paths(await on.git.changes(from, to))).toEqual([...Object.keys(many), "zzz/evil.md"].sort());
    });

    test("keep odd names as they are", async () => {
      const names = [
        "x b#%?.md",
        "-dash",
        "a\nb",
        'qu"ote',
        "back\\slash",
        "*",
        "caf\u00e9",
        "cafe\u0301",
        "Teams/x",
        "teams/x",
      ];
      const from = on.history.commit({ a: "1" });
      const to = on.history.commit({ a: "1", ...Object.fromEntries(names.map((name) => [name, "x"])) }, [from]);
      await on.publish({ to });
      expect(paths(await on.git.changes(from, to))).toEqual([...names].sort());
      for (const name of names) expect((await on.git.entry(to, name))?.mode).toBe("100644");
    });

    test("of a name that is not UTF-8 keep its bytes, or show that they cannot", async () => {
      const from = on.history.commit({ a: "1" });
      const to = on.history.commit({ a: "1", "bytes:caf\xe9": "x" }, [from]);
      await on.publish({ to });
      const changes = on.git.changes(from, to);
      if (abilities.bytes) expect(paths(await changes)).toEqual(["caf\udce9"]);
      else {
        const answer = await changes.then(paths, (error: unknown) => error);
        if (Array.isArray(answer)) expect(answer[0]).toContain("\ufffd");
        else expect(answer).toBeInstanceOf(Incomplete);
      }
    });
  });

  describe("entries", () => {
    test("are found by path, and nothing is found where there is none", async () => {
      const at = on.history.commit({ "a/b/c": "1", link: { link: "a/b/c" }, tool: { executable: "2" } });
      await on.publish({ at });
      const file: TreeEntry = { mode: "100644", oid: on.history.blob("1") };
      expect(await on.git.entry(at, "a/b/c")).toEqual(file);
      expect(await on.git.entry(at, "link")).toEqual({ mode: "120000", oid: on.history.blob("a/b/c") });
      expect((await on.git.entry(at, "tool"))?.mode).toBe("100755");
      for (const path of ["a/b/d", "a/b/c/d", "link/b", "A/b/c", "b"]) expect(await on.git.entry(at, path)).toBeNull();
    });

    test("a directory has names, what is no directory none", async () => {
      const at = on.history.commit({ "a/b": "1", "a/c/d": "1", e: "1" });
      await on.publish({ at });
      expect([...(await on.git.names(at, ""))].sort()).toEqual(["a", "e"]);
      expect([...(await on.git.names(at, "a"))].sort()).toEqual(["b", "c"]);
      expect(await on.git.names(at, "e")).toEqual([]);
      expect(await on.git.names(at, "none")).toEqual([]);
    });
  });

  describe("blobs", () => {
    test("come byte for byte, up to a limit", async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
      const at = on.history.commit({ bytes, empty: "", long: "x".repeat(5000) });
      await on.publish({ at });
      expect(Buffer.from(await on.git.blob(on.history.blob(bytes), 256))).toEqual(bytes);
      expect(await on.git.blob(on.history.blob(""), 10)).toHaveLength(0);
      const long = on.history.blob("x".repeat(5000));
      expect(await on.git.blob(long, 5000)).toHaveLength(5000);
      expect((await on.git.blob(long, 4999)).length).toBeGreaterThan(4999);
      expect((await on.git.blob(long, 100)).length).toBeGreaterThan(100);
    });
  });

  describe("versions", () => {
    const versions = async (at: string, path: string): Promise<string[]> => {
      const found: string[] = [];
      for await (const oid of on.git.versions(at, path)) found.push(oid);
      return found;
    };

    test("of a path come newest first, without those it had only on a branch that was merged", async () => {
      const one = on.history.commit({ "p/q": "1" });
      const same = on.history.commit({ "p/q": "1", other: "1" }, [one]);
      const side = on.history.commit({ "p/q": "side" }, [one]);
      const back = on.history.commit({ "p/q": "2", other: "1" }, [same]);
      const merge = on.history.commit({ "p/q": "3", other: "1" }, [back, side]);
      await on.publish({ merge });
      expect(await versions(merge, "p/q")).toEqual([on.history.blob("3"), on.history.blob("2"), on.history.blob("1")]);
      expect(await versions(merge, "none")).toEqual([]);
    });

    test("are not repeated in a row, even where the path was away in between", async () => {
      const one = on.history.commit({ p: "1" });
      const gone = on.history.commit({ x: "1" }, [one]);
      const back = on.history.commit({ p: "1" }, [gone]);
      await on.publish({ back });
      expect(await versions(back, "p")).toEqual([on.history.blob("1")]);
    });
  });

  describe("what is not there", () => {
    test("is Incomplete, never an empty answer", async () => {
      const oid = on.history.commit({ a: "1" });
      await on.publish({ oid });
      const asked = [
        on.git.commits(GONE, oid),
        on.git.commits(GONE, null),
        on.git.commits(oid, GONE),
        on.git.mergeBases(oid, GONE),
        on.git.isAncestor(GONE, oid),
        on.git.changes(GONE, oid),
        on.git.changes(oid, GONE),
        on.git.changes(null, GONE),
        on.git.entry(GONE, "a"),
        on.git.names(GONE, ""),
        on.git.blob(GONE, 10),
        on.git.versions(GONE, "a")[Symbol.asyncIterator]().next(),
      ];
      for (const each of await Promise.allSettled(asked))
        expect(each.status === "rejected" && each.reason instanceof Incomplete).toBe(true);
    });

    test("a blob that is asked for as a commit is Incomplete, and so is a commit asked for as a blob", async () => {
      const oid = on.history.commit({ a: "1" });
      await on.publish({ oid });
      await expect(on.git.changes(null, on.history.blob("1"))).rejects.toBeInstanceOf(Incomplete);
      await expect(on.git.blob(oid, 10)).rejects.toBeInstanceOf(Incomplete);
    });
  });
}
