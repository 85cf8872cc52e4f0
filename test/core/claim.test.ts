// Claims: granted whole or refused whole, with who holds what, where the two meet and until when.
import { expireClaims } from "../../src/core/claims/decide.ts";
import { Claims } from "./a-claim.ts";
import { aPolicy } from "./a-push.ts";

describe("granting", () => {
  test("whoever came first holds it, and the other is told who, where and until when", () => {
    const claims = new Claims();
    expect(claims.claim("sA", "src/core/**")).toBe("claimed c1");
    expect(claims.claim("sB", "src/**")).toBe(
      "sA holds src/core/** (c1) until 2026-05-31T18:00Z; src/** meets it at src/core/x → ask them with: /ask sA …; or claim less",
    );
    expect(claims.live).toEqual(["c1 sA src/core/**"]);
  });

  test("a claim of several patterns is granted whole or not at all", () => {
    const claims = new Claims();
    claims.claim("sA", "src/core/a src/core/b");
    expect(claims.claim("sB", "src/core/c src/core/b")).toMatch(/^sA holds src\/core\/b \(c1\) until/);
    expect(claims.claim("sB", "src/core/c src/core/d")).toBe("claimed c2");
    expect(claims.live).toEqual(["c1 sA src/core/a src/core/b", "c2 sB src/core/c src/core/d"]);
  });

  test.each([
    ["sA", "src/core/", {}, "sQ", "test/", {}, true],
    // Neither may write what the other may.
    ["sA", "**", {}, "sQ", "**", {}, false],
    ["sA", "**", {}, "sQ", "test/**", {}, true],
    ["sA", "src/core/*.ts", {}, "sB", "src/core/a*", {}, false],
    ["sA", "src/core/*.ts", {}, "sB", "src/core/*.js", {}, true],
    ["sA", "src/core/a", { mode: "shared" }, "sB", "src/core/", { mode: "shared" }, true],
    ["sA", "src/core/a", { mode: "shared" }, "sB", "src/core/", {}, false],
    ["sA", "src/core/a", {}, "sB", "src/core/", { mode: "shared" }, false],
    ["sA", "src/core/a", { task: "#1" }, "sQ", "test/a", { task: "#1" }, false],
    ["sA", "src/core/a", { task: "#1", mode: "shared" }, "sQ", "test/a", { task: "#1", mode: "shared" }, false],
    ["sA", "src/core/a", { task: "#1" }, "sQ", "test/a", { task: "#2" }, true],
    // The same holder never conflicts with itself; a session and its team are two.
    ["sA", "src/core/a", { task: "#1" }, "sA", "src/core/", { task: "#1" }, true],
    ["fw", "src/core/", {}, "sA", "src/core/a", {}, false],
    // What is shared is everybody's to claim, and there two lanes meet.
    ["sA", "notes/a", {}, "sQ", "notes/*", {}, false],
    ["sA", "notes/a", {}, "sQ", "notes/b", {}, true],
  ] as const)("%s %s %j, then %s %s %j: %j", (first, one, onSaid, second, other, otherSaid, isGranted) => {
    const claims = new Claims();
    expect(claims.claim(first, one, onSaid)).toBe("claimed c1");
    expect(claims.claim(second, other, otherSaid).startsWith("claimed c2")).toBe(isGranted);
  });
});

test("a claim that has expired is in nobody's way", () => {
  const claims = new Claims();
  claims.claim("sA", "src/core/", { lasts: 3_600_000 });
  claims.at = "2026-05-31T12:59:59.999Z";
  expect(claims.claim("sB", "src/core/a")).toMatch(/^sA holds/);
  claims.at = "2026-05-31T13:00:00.000Z";
  expect(expireClaims(claims.state, claims.at)).toMatchObject([{ kind: "claim-ended", id: "c1", why: "expired" }]);
  expect(claims.claim("sB", "src/core/a")).toBe("claim-ended c1, claimed c2");
});

test("on what the policy ignores, and where everybody speaks, two claims do not meet", () => {
  const claims = new Claims(aPolicy('claims: {ignore: ["**/lock"]}', 'shared: ["notes/", "docs/ai/"]'));
  claims.claim("sA", "src/core/ src/core/lock notes/lock docs/ai/");
  expect(claims.claim("sQ", "**/lock")).toBe("claimed c2");
  expect(claims.claim("sC", "docs/ai/sessions/queue/to-sA.md")).toMatch(/wholly outside what sC can claim/);
  expect(claims.claim("sC", "docs/ai/x")).toMatch(/docs\/ai\/ \(c1\)/);
});
