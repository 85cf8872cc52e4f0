// What every implementation of the Git port promises, whatever it reads: a repository on this machine, or GitHub's API.
import type { Commit } from "../../src/core/model.ts";
import { Incomplete } from "../../src/ports.ts";
import { gitTrees } from "./git-trees.ts";
import { type Abilities, type Bench, bench, paths, type Subject, sides } from "./subject.ts";

const owns = (commits: readonly Commit[]) => commits.map(({ oid, own }) => [oid, paths(own)]);

export function gitContract(make: () => Promise<Subject>, abilities: Abilities): void {
  const on = bench(make);
  gitHistory(on, abilities);
  gitTrees(on, abilities);
}

function gitHistory(on: Bench, abilities: Abilities): void {
  describe("refs", () => {
    test("the tip of a branch is its commit, and no ref has no tip", async () => {
      const oid = on.history.commit({ a: "1" });
      await on.publish({ "team/round-1": oid });
      expect(await on.git.tip("refs/heads/team/round-1")).toBe(oid);
      expect(await on.git.tip("refs/heads/team/round")).toBeNull();
      expect(await on.git.resolve("refs/heads/team/round-1")).toBe("refs/heads/team/round-1");
    });

    test("a tag of a branch's name does not stand in for the branch", async () => {
      const oid = on.history.commit({ a: "1" });
      on.history.ref("refs/tags/side", on.history.commit({ a: "2" }));
      await on.publish({ side: oid });
      expect(await on.git.tip("refs/heads/side")).toBe(oid);
    });
  });

  describe("new commits", () => {
    test("come oldest first with subject, session, parents and their own change", async () => {
      const base = on.history.commit({ a: "1" });
      const first = on.history.commit({ a: "1", b: "1" }, [base], "Add b\n\nWhy.\n\nSession: sA");
      const second = on.history.commit({ a: "2", b: "1" }, [first], "Change a");
      await on.publish({ trunk: base, work: second });
      const commits = await on.git.commits(second, base);
      expect(commits.map(({ oid, parents, subject, session }) => ({ oid, parents, subject, session }))).toEqual([
        { oid: first, parents: [base], subject: "Add b", session: "sA" },
        { oid: second, parents: [first], subject: "Change a", session: null },
      ]);
      expect(owns(commits)).toEqual([
        [first, ["b"]],
        [second, ["a"]],
      ]);
      expect(sides(commits[1]!.own)).toEqual(["a 100644 100644"]);
    });

    test("tell when they were made and their trailers that say something, by the rules of git", async () => {
      const base = on.history.commit({ a: "1" });
      const tree = on.history.tree({ a: "2" });
      const body =
        "Why.\n\nNote: Claim: x\nclaim : src/api/**\n  for 2h\nReviewed-by: ada\nSESSION:sA\nClaim:\nTask: t: é\n";
      const times = { GIT_AUTHOR_DATE: "1600000000 -0330", GIT_COMMITTER_DATE: "1700000001 +0200" };
      const tip = on.history.run(["commit-tree", tree, "-p", base], `Change a\n\nClaim: no\n\n${body}`, times);
      const prose = on.history.commit({ a: "3" }, [tip], "Claim: src\n\nSo:\nClaim: src/** is\nwhat we did");
      await on.publish({ trunk: base, work: prose });
      const commits = await on.git.commits(prose, base);
      expect(commits.map(({ session, trailers, authoredAt }) => ({ session, trailers, authoredAt }))).toEqual([
        {
          session: "sA",
          trailers: [
            { key: "Session", value: "sA" },
            { key: "Claim", value: "src/api/** for 2h" },
            { key: "Claim", value: "" },
            { key: "Task", value: "t: é" },
          ],
          authoredAt: "2020-09-13T12:26:40.000Z",
        },
        { session: null, trailers: [], authoredAt: commits[1]?.at },
      ]);
      expect(commits[0]?.at).toBe("2023-11-14T22:13:21.000Z");
    });

    test("there are none at or behind what is excluded", async () => {
      const base = on.history.commit({ a: "1" });
      const tip = on.history.commit({ a: "2" }, [base]);
      await on.publish({ work: tip });
      expect(await on.git.commits(tip, tip)).toEqual([]);
      expect(await on.git.commits(base, tip)).toEqual([]);
    });

    test("of an unrelated history all count, its root with its whole tree", async () => {
      const trunk = on.history.commit({ a: "1" });
      const root = on.history.commit({ x: "1", "y/z": "1" }, [], "Other root");
      const tip = on.history.commit({ x: "2", "y/z": "1" }, [root]);
      await on.publish({ trunk, orphan: tip });
      const expected = [
        [root, ["x", "y/z"]],
        [tip, ["x"]],
      ];
      expect(owns(await on.git.commits(tip, null))).toEqual(expected);
      expect(owns(await on.git.commits(tip, trunk))).toEqual(expected);
    });

    test("what was undone again still shows in its commits", async () => {
      const base = on.history.commit({ a: "1" });
      const wrong = on.history.commit({ a: "1", secret: "1" }, [base]);
      const undone = on.history.commit({ a: "1" }, [wrong]);
      await on.publish({ trunk: base, work: undone });
      expect(owns(await on.git.commits(undone, base))).toEqual([
        [wrong, ["secret"]],
        [undone, ["secret"]],
      ]);
      expect(await on.git.changes(base, undone)).toEqual([]);
    });

    test("a clean merge has no change of its own, an evil one just the evil", async () => {
      const base = on.history.commit({ a: "1", b: "1" });
      const theirs = on.history.commit({ a: "2", b: "1" }, [base]);
      const ours = on.history.commit({ a: "1", b: "2" }, [base]);
      const clean = on.history.commit({ a: "2", b: "2" }, [ours, theirs], "Merge trunk");
      const evil = on.history.commit({ a: "2", b: "2", evil: "1" }, [ours, theirs], "Merge trunk");
      await on.publish({ trunk: theirs, clean, evil });
      expect(owns(await on.git.commits(clean, theirs)).at(-1)).toEqual([clean, []]);
      expect(owns(await on.git.commits(evil, theirs)).at(-1)).toEqual([evil, ["evil"]]);
    });

    test("a merge that keeps one side has no own change, and the difference shows what it dropped", async () => {
      const base = on.history.commit({ a: "1" });
      const theirs = on.history.commit({ a: "1", new: "1" }, [base]);
      const ours = on.history.commit({ a: "2" }, [base]);
      const kept = on.history.commit({ a: "2" }, [ours, theirs], "Merge, ours");
      await on.publish({ trunk: theirs, work: kept });
      expect(owns(await on.git.commits(kept, theirs)).at(-1)).toEqual([kept, []]);
      expect(sides(await on.git.changes(theirs, kept))).toEqual(["a 100644 100644", "new 100644 -"]);
    });

    test("an octopus owns what differs from each of its parents", async () => {
      const base = on.history.commit({ a: "1", b: "1", c: "1", d: "1" });
      const [one, two, three] = [
        on.history.commit({ a: "2", b: "1", c: "1", d: "1" }, [base]),
        on.history.commit({ a: "1", b: "2", c: "1", d: "1" }, [base]),
        on.history.commit({ a: "1", b: "1", c: "2", d: "1" }, [base]),
      ] as const;
      const merged = { a: "2", b: "2", c: "2" };
      const octopus = on.history.commit({ ...merged, d: "evil", e: "1" }, [one, two, three], "Merge all");
      await on.publish({ one, two, three, octopus });
      expect(owns(await on.git.commits(octopus, one)).at(-1)).toEqual([octopus, ["d", "e"]]);
    });

    test("are all there where there are many", async () => {
      const base = on.history.commit({ a: "1" });
      const tip = on.history.row(320, base);
      await on.publish({ trunk: base, row: tip });
      const commits = await on.git.commits(tip, base);
      expect(commits).toHaveLength(320);
      expect(commits[0]?.parents).toEqual([base]);
      expect(commits.at(-1)?.oid).toBe(tip);
      expect(new Set(commits.flatMap(({ own }) => paths(own))).size).toBe(320);
    });
  });

  describe("merge bases", () => {
    test("one where histories fork, the older where one contains the other, none where they are unrelated", async () => {
      const base = on.history.commit({ a: "1" });
      const left = on.history.commit({ a: "2" }, [base]);
      const right = on.history.commit({ a: "3" }, [base]);
      const orphan = on.history.commit({ a: "4" });
      await on.publish({ left, right, orphan });
      expect(await on.git.mergeBases(left, right)).toEqual([base]);
      expect(await on.git.mergeBases(base, right)).toEqual([base]);
      expect(await on.git.mergeBases(right, right)).toEqual([right]);
      expect(await on.git.mergeBases(left, orphan)).toEqual([]);
    });

    const crissCross = async () => {
      const base = on.history.commit({ a: "1", b: "1", c: "1" });
      const left = on.history.commit({ a: "2", b: "1", c: "1" }, [base]);
      const right = on.history.commit({ a: "1", b: "2", c: "1" }, [base]);
      const one = on.history.commit({ a: "2", b: "2", c: "2" }, [left, right]);
      const two = on.history.commit({ a: "2", b: "2", c: "1", d: "1" }, [right, left]);
      await on.publish({ one, two });
      return { left, right, one, two };
    };

    test("several where two branches merged each other", async () => {
      const { left, right, one, two } = await crissCross();
      expect([...(await on.git.mergeBases(one, two))].sort()).toEqual([left, right].sort());
    });

    test("several are merged into one base, or that is refused", async () => {
      const { left, right } = await crissCross();
      if (!abilities.mergeOf) {
        await expect(on.git.mergeOf([left, right])).rejects.toBeInstanceOf(Incomplete);
        return;
      }
      const { toFirst, conflicts } = await on.git.mergeOf([left, right]);
      // The merge of both has the second b; the first base has not.
      expect(sides(toFirst)).toEqual(["b 100644 100644"]);
      expect([...conflicts]).toEqual([]);
    });

    test("of bases that conflict the paths are named, or that is refused", async () => {
      const base = on.history.commit({ a: "1" });
      const [left, right] = [on.history.commit({ a: "2" }, [base]), on.history.commit({ a: "3" }, [base])];
      await on.publish({ left, right });
      if (abilities.mergeOf) expect([...(await on.git.mergeOf([left, right])).conflicts]).toEqual(["a"]);
      else await expect(on.git.mergeOf([left, right])).rejects.toBeInstanceOf(Incomplete);
    });

    test("ancestors are told from others", async () => {
      const base = on.history.commit({ a: "1" });
      const left = on.history.commit({ a: "2" }, [base]);
      const right = on.history.commit({ a: "3" }, [base]);
      const merge = on.history.commit({ a: "4" }, [left, right]);
      await on.publish({ merge });
      const asked = [base, left, right, merge].map((each) => on.git.isAncestor(each, merge));
      expect(await Promise.all(asked)).toEqual([true, true, true, true]);
      expect(await on.git.isAncestor(left, right)).toBe(false);
      expect(await on.git.isAncestor(merge, base)).toBe(false);
    });
  });
}
