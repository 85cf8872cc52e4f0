// What holds of every claim: where patterns meet is found exactly, whoever came first holds it, and any beginning of a ledger is a state.
import fc from "fast-check";
import { ClaimTable } from "../../src/core/claims/claims.ts";
import { obey } from "../../src/core/commands/obey.ts";
import { compile, intersect, overlap, patternProblem } from "../../src/core/glob.ts";
import { EMPTY, evolve } from "../../src/core/state.ts";
import { Claims, claiming, releasing } from "./a-claim.ts";
import { aPolicy } from "./a-push.ts";

const STEPS = 1 << 20;
const pattern = fc
  .array(fc.constantFrom("a", "b", ".", "*", "?", "/", "/", "**", "/**/"), { minLength: 1, maxLength: 7 })
  .map((units) => units.join(""))
  .filter((text) => patternProblem(text) === null);

/** Every path of up to three segments with names of one or two characters, longer where there is one segment. */
const universe = (() => {
  const longer = (names: string[]) => names.flatMap((name) => ["a", "b", "c", "."].map((char) => name + char));
  const isName = (name: string) => name !== "." && name !== "..";
  const [one, two] = [longer([""]), longer(longer([""]))];
  const names = [...one, ...two].filter(isName);
  const below = (paths: string[]) => paths.flatMap((path) => names.map((name) => `${path}/${name}`));
  return [...names, ...longer(two).filter(isName), ...below(names), ...below(below(names))];
})();

describe("where patterns meet", () => {
  const unions = fc.array(fc.array(pattern, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
  const without = fc.array(pattern, { maxLength: 3 });

  test("agrees with trying every path, whatever is left out", () => {
    fc.assert(
      fc.property(unions, without, (all, none) => {
        const sets = all.map(compile);
        const not = compile(none);
        const isThere = (path: string) => sets.every((set) => set.has(path)) && !not.has(path);
        const answer = overlap(all, none, { left: STEPS });
        if (answer.kind === "meet") expect([answer.path, isThere(answer.path)]).toEqual([answer.path, true]);
        else expect([answer.kind, universe.find(isThere)]).toEqual(["apart", undefined]);
      }),
      { numRuns: 400 },
    );
  });

  test("agrees with the intersection of two where nothing is left out", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        expect(overlap([[a], [b]], [], { left: STEPS }).kind).toBe(intersect(a, b) === null ? "apart" : "meet");
      }),
      { numRuns: 800 },
    );
  });

  test("is found as well if order and repetition change", () => {
    fc.assert(
      fc.property(unions, without, (all, none) => {
        const other = overlap([...all.toReversed(), ...all], [...none, ...none], { left: STEPS });
        expect(other.kind).toBe(overlap(all, none, { left: STEPS }).kind);
      }),
    );
  });

  test("is never told wrongly for want of steps, only not told", () => {
    fc.assert(
      fc.property(unions, without, fc.nat(300), (all, none, left) => {
        const answer = overlap(all, none, { left });
        if (answer.kind !== "unknown") expect(answer).toEqual(overlap(all, none, { left: STEPS }));
      }),
    );
  });
});

const HOLDERS = ["sA", "sB", "sQ", "fw", "qa", "sC"] as const;
const PATTERNS = [
  "**",
  "src/**",
  "src/core/",
  "src/core/a*",
  "*/core/?b",
  "test/",
  "notes/*",
  "**/x",
  "docs/",
  "src/core/ab",
];
const MAY: Readonly<Record<(typeof HOLDERS)[number], string>> = {
  sA: "src/core/",
  sB: "src/core/",
  fw: "src/core/",
  sQ: "test/",
  qa: "test/",
  sC: "docs/",
};
/** Only what its holder can claim. */
const wish = fc.constantFrom(...HOLDERS).chain((as) =>
  fc.record({
    as: fc.constant(as),
    paths: fc
      .uniqueArray(
        fc.constantFrom(...PATTERNS.filter((each) => [MAY[as], "notes/"].some((may) => intersect(may, each)))),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map((all) => all.join(" ")),
    mode: fc.constantFrom("exclusive", "shared"),
    task: fc.constantFrom(null, null, null, "#1", "#2"),
  }),
);
const POLICY = aPolicy('claims: {ignore: ["**/x"]}');
/** Every path the patterns above can tell apart. */
const PATHS = [
  "src/core/ab",
  "src/core/cb",
  "src/core/ac",
  "src/core/x",
  "src/y",
  "test/a",
  "test/core/ab",
  "notes/a",
  "notes/x",
  "notes/core/ab",
  "docs/a",
];

type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;
const claim = (claims: Claims, { as, paths, mode, task }: Wish) => claims.claim(as, paths, { mode, task });

test("of two claims whoever came first holds it, and the other is refused just if they conflict", () => {
  fc.assert(
    fc.property(wish, wish, (one, other) => {
      fc.pre(one.as !== other.as);
      const outcomes = [
        [one, other],
        [other, one],
      ].map(([first, second]) => {
        const claims = new Claims(POLICY);
        expect(claim(claims, first!)).toBe("claimed c1");
        return claim(claims, second!) === "claimed c2";
      });
      expect(outcomes[0]).toBe(outcomes[1]);
      const bound = ({ as, paths }: Wish) => {
        const [wanted, scope] = [compile(paths.split(" ")), compile([MAY[as], "notes/"])];
        return PATHS.filter((path) => wanted.has(path) && scope.has(path) && !path.endsWith("/x"));
      };
      const meets = bound(one).some((path) => bound(other).includes(path));
      const isSameTask = one.task !== null && one.task === other.task;
      expect(outcomes[0]).toBe(!isSameTask && (!meets || (one.mode === "shared" && other.mode === "shared")));
    }),
    { numRuns: 100 },
  );
});

const step = fc.oneof(
  { weight: 4, arbitrary: wish.map((each) => ({ ...each, kind: "claim" as const })) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("release" as const),
      as: fc.constantFrom(...HOLDERS),
      what: fc.constantFrom("all", "c1", "c2", "src/core/", "notes/*", "m1"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 7 }) }) },
);

/** A day of somebody claiming, releasing and waiting: the claims there are, and every entry it took. */
function live(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  const claims = new Claims(POLICY);
  let hour = 0;
  for (const each of steps) {
    if (each.kind === "wait") {
      hour += each.hours;
      claims.at = `2026-06-${String(1 + Math.floor(hour / 24)).padStart(2, "0")}T${String(hour % 24).padStart(2, "0")}:00:00.000Z`;
    } else if (each.kind === "claim") claim(claims, each);
    else claims.say(each.as, releasing(each.what));
  }
  return claims;
}

test("exclusive claims never bind one path for two, whatever was said", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      const claims = live(steps);
      const now = claims.at;
      const all = [...claims.state.claims.values()].filter(({ until }) => until > now);
      const ids = all.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const path of ["src/core/ab", "src/core/cb", "notes/a", "test/a"]) {
        const holders = all.filter(({ paths, holder, mode }) => {
          const scope = path.startsWith("notes/")
            ? HOLDERS
            : path.startsWith("src/")
              ? ["sA", "sB", "fw"]
              : ["sQ", "qa"];
          return mode === "exclusive" && (scope as readonly string[]).includes(holder) && compile(paths).has(path);
        });
        expect(new Set(holders.map(({ holder }) => holder)).size).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 50 },
  );
});

test("any beginning of a ledger is a state, and one by one they fold as all at once", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
      const claims = live(steps);
      const stamped = claims.ledger.map((entry, index) => ({ seq: index + 1, at: claims.at, cause: "test", entry }));
      let state = EMPTY;
      for (const [index, each] of stamped.entries()) {
        state = evolve(state, [each]);
        const whole = evolve(EMPTY, stamped.slice(0, index + 1));
        expect([...state.claims.values()]).toEqual([...whole.claims.values()]);
        expect(state.claimed).toBe(whole.claimed);
        for (const { id, paths } of state.claims.values())
          for (const path of paths)
            expect(
              [...state.claims.overlapping(path)].filter(({ claim: { id: other } }) => other === id).length,
            ).toBeGreaterThan(0);
      }
    }),
    { numRuns: 40 },
  );
});

test("what was obeyed once is not obeyed again", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), wish, (steps, { as, paths }) => {
      const claims = live(steps);
      const saying = {
        key: "once",
        at: claims.at,
        via: "comment",
        line: "",
        command: claiming(paths),
        as,
        unclear: null,
        by: "grace",
        architect: false,
        branch: null,
        policy: POLICY,
      } as const;
      claims.add(obey(claims.state, saying));
      expect(obey(claims.state, saying)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("copies of a table know nothing of each other, in whatever order they are written", () => {
  const deed = fc.record({
    copy: fc.nat(2),
    ends: fc.boolean(),
    id: fc.integer({ min: 1, max: 4 }).map((n) => `c${n}`),
    paths: fc.uniqueArray(fc.constantFrom("a", "a/*", "b/**", "**"), { minLength: 1, maxLength: 3 }),
    holder: fc.constantFrom("sA", "sB"),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
      const first = new ClaimTable();
      const tables = [first, first.copy(), first.copy()];
      const models = tables.map(() => new Map<string, { paths: readonly string[]; holder: string }>());
      const rest = {
        mode: "exclusive",
        until: "",
        renews: null,
        reason: null,
        task: null,
        since: "",
        branch: null,
        by: null,
      } as const;
      for (const { copy, ends, id, paths, holder } of deeds) {
        if (ends) tables[copy]!.end(id);
        else tables[copy]!.put({ id, paths, holder, ...rest });
        if (ends) models[copy]!.delete(id);
        else models[copy]!.set(id, { paths, holder });
        for (const [at, table] of tables.entries()) {
          const expected = [...models[at]!].flatMap(([each, { paths: theirs }]) =>
            theirs.filter((one) => compile([one]).has("a/b")).map((one) => `${each} ${one}`),
          );
          const found = [...table.matching("a/b")].map(({ claim: { id: each }, pattern: one }) => `${each} ${one}`);
          expect(found.sort()).toEqual(expected.sort());
          expect(table.size).toBe(models[at]!.size);
          for (const who of ["sA", "sB"]) {
            const ofThem = [...models[at]!].filter(([, each]) => each.holder === who).map(([each]) => each);
            expect(
              table
                .of(who)
                .map(({ id: each }) => each)
                .sort(),
            ).toEqual(ofThem.sort());
          }
        }
      }
    }),
    { numRuns: 100 },
  );
});
