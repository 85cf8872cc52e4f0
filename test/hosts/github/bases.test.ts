// Several merge bases as one, entry by entry: where only one side changed a path, or all alike, it is known; else it conflicts.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalGit } from "../../../src/hosts/bare/git.ts";
import { mergeOfBases } from "../../../src/hosts/github/bases.ts";
import { Incomplete } from "../../../src/ports.ts";
import { History } from "../../contract/history.ts";
import { paths, sides } from "../../contract/subject.ts";

let dir: string;
let git: LocalGit;
let history: History;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "lanekeeper-bases-"));
  execFileSync("git", ["init", "-q", "--bare", dir]);
  git = new LocalGit({ gitDir: dir });
  history = new History(dir);
});
afterAll(async () => {
  git.close();
  await rm(dir, { recursive: true, force: true });
});

const merged = async (...bases: string[]) => {
  const { toFirst, conflicts } = await mergeOfBases(git, bases);
  return { toFirst: sides(toFirst), conflicts: [...conflicts].sort() };
};

test("what one side changed is as that side has it; what both changed alike is too", async () => {
  const root = history.commit({ a: "1", b: "1", c: "1", gone: "1" });
  const left = history.commit({ a: "2", b: "1", c: "3", gone: "1" }, [root]);
  const right = history.commit({ a: "1", b: "2", c: "3", new: "1" }, [root]);
  expect(await merged(left, right)).toEqual({
    toFirst: ["b 100644 100644", "gone - 100644", "new 100644 -"],
    conflicts: [],
  });
});

test("what both changed differently conflicts, modes and deletions included", async () => {
  const root = history.commit({ a: "1", b: "1", c: "1" });
  const left = history.commit({ a: "2", b: { executable: "1" }, c: "1", d: "1" }, [root]);
  const right = history.commit({ a: "3", c: { executable: "1" }, d: "2" }, [root]);
  const { toFirst, conflicts } = await merged(left, right);
  expect(conflicts).toEqual(["a", "b", "d"]);
  // Nothing that conflicts may look as if it were as the first base has it.
  expect(toFirst.map((each) => each.split(" ")[0])).toEqual(["a", "b", "c", "d"]);
});

test("bases that have several bases themselves are measured against the merge of those", async () => {
  const root = history.commit({ a: "1", b: "1" });
  const [left, right] = [history.commit({ a: "2", b: "1" }, [root]), history.commit({ a: "1", b: "2" }, [root])];
  // One takes the left side's change of `a` back; only the merge of left and right says so.
  const one = history.commit({ a: "1", b: "2" }, [left, right]);
  const two = history.commit({ a: "2", b: "2", c: "1" }, [right, left]);
  expect(await merged(two, one)).toEqual({ toFirst: ["a 100644 100644"], conflicts: [] });
});

test("what no common origin has is taken from where it is", async () => {
  const [left, right] = [history.commit({ a: "1", same: "1" }), history.commit({ b: "1", same: "1" })];
  expect(await merged(left, right)).toEqual({ toFirst: ["b 100644 -"], conflicts: [] });
});

test("three of one origin merge, three of several do not", async () => {
  const root = history.commit({ a: "1" });
  const sides = ["x", "y", "z"].map((name) => history.commit({ a: "1", [name]: "1" }, [root]));
  const { toFirst } = await mergeOfBases(git, sides);
  expect(paths(toFirst)).toEqual(["y", "z"]);
  const other = history.commit({ a: "1", w: "1" }, [sides[0]!]);
  const more = history.commit({ a: "1", v: "1" }, [sides[0]!]);
  await expect(mergeOfBases(git, [other, more, sides[1]!])).rejects.toBeInstanceOf(Incomplete);
});

test("git's own merge says the same where nothing conflicts", async () => {
  const root = history.commit({ a: "1\n2\n3\n", b: "1", c: "1" });
  const left = history.commit({ a: "1\n2\n3\n", b: "2" }, [root]);
  const right = history.commit({ a: "1\n2\n3\n4\n", b: "1", c: "1", d: "1" }, [root]);
  const own = await git.mergeOf([left, right]);
  expect(await merged(left, right)).toEqual({ toFirst: sides(own.toFirst), conflicts: [...own.conflicts] });
});
