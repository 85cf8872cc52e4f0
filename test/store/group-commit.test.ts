// What one caller's failure means for those who share its transaction: nothing.
import { GroupCommit } from "../../src/store/group-commit.ts";

/** A database of one list, with the transactions that were committed. */
function world(trouble: { begin?: string; commit?: string } = {}) {
  const committed: string[][] = [];
  let open: string[] = [];
  const fail = (message: string | undefined) => {
    if (message !== undefined) throw new Error(message);
  };
  const writer = new GroupCommit({
    begin: () => {
      fail(trouble.begin);
      open = [];
    },
    commit: () => {
      fail(trouble.commit);
      committed.push(open);
    },
    rollback: () => {
      open = [];
    },
  });
  const add = (name: string) =>
    writer.add(() => {
      if (name === "bad") throw new Error("cannot be stored");
      open.push(name);
      return name;
    });
  return { add, committed, trouble };
}

const outcomes = async (asked: readonly Promise<string>[]) =>
  (await Promise.allSettled(asked)).map((one) => (one.status === "fulfilled" ? one.value : one.reason.message));

test("what is asked for in one turn is one transaction, in order", async () => {
  const { add, committed } = world();
  expect(await outcomes(["a", "b", "c"].map(add))).toEqual(["a", "b", "c"]);
  await add("d");
  expect(committed).toEqual([["a", "b", "c"], ["d"]]);
});

test("one that cannot be stored fails alone", async () => {
  const { add, committed } = world();
  expect(await outcomes(["a", "bad", "c"].map(add))).toEqual(["a", "cannot be stored", "c"]);
  expect(committed.flat()).toEqual(["a", "c"]);
});

test("nobody is answered well where the transaction cannot begin or cannot be committed", async () => {
  for (const step of ["begin", "commit"] as const) {
    const { add, committed, trouble } = world({ [step]: "disk full" });
    expect(await outcomes(["a", "b"].map(add))).toEqual(["disk full", "disk full"]);
    expect(committed).toEqual([]);
    delete trouble[step];
    expect(await add("c")).toBe("c");
  }
});
