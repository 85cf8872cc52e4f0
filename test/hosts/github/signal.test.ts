// What GitHub tells, to signals: the real payloads of its own examples, and any JSON at all.
import { createRequire } from "node:module";
import fc from "fast-check";
import { signalsOf } from "../../../src/hosts/github/signal.ts";

interface Examples {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}
const load = createRequire(import.meta.url);
const SERVERS = ["api.github.com", "ghes-31", "ghes-32", "ghes-33", "ghes-34", "ghes-35"];
const AT = "2026-01-01T00:00:00Z";

/** Examples that a repository or an organisation sent; an App's own deliveries name its installation. */
const examples = (server: string): Examples[] => load(`@octokit/webhooks-examples/${server}/index.json`) as Examples[];
const installed = (payload: Record<string, unknown>) => ({ installation: { id: 2 }, ...payload });

describe("GitHub's example payloads", () => {
  it.each(SERVERS)("of %s become signals or none, each with a repository to look at", (server) => {
    for (const { name, examples: payloads } of examples(server))
      for (const payload of payloads)
        for (const { id, repo, signal } of signalsOf("a", name, installed(payload), AT)) {
          expect([id.startsWith("a"), repo.key]).toEqual([true, expect.stringMatching(/^github\/\d+$/)]);
          expect(repo.name).toMatch(/^[^/]+\/[^/]+$/);
          expect(signal.kind).toMatch(/^(pushed|pulled|queued|rerun|look|sweep|removed)$/);
        }
  });

  it("become the signals they should, by event (of create and delete there are only examples with tags)", () => {
    const kinds = new Map<string, Set<string>>();
    for (const { name, examples: payloads } of examples("api.github.com"))
      for (const payload of payloads)
        for (const { signal } of signalsOf("a", name, installed(payload), AT))
          kinds.set(name, (kinds.get(name) ?? new Set()).add(signal.kind));
    expect(Object.fromEntries([...kinds].map(([name, found]) => [name, [...found].sort().join()]))).toEqual({
      check_run: "rerun",
      check_suite: "look,rerun",
      installation: "removed,sweep",
      installation_repositories: "removed,sweep",
      merge_group: "queued",
      pull_request: "pulled",
      push: "pushed",
      repository: "sweep",
    });
  });
});

it.each<[string, object, string]>([
  ["create", { ref_type: "branch", ref: "qa/x" }, "look"],
  ["delete", { ref_type: "branch", ref: "qa/x" }, "pushed"],
  ["repository", { action: "deleted" }, "removed"],
  ["repository", { action: "created" }, "sweep"],
])("%s of what we look at is a signal as well", (event, payload, kind) => {
  const about = { repository: { id: 1, full_name: "acme/app" }, installation: { id: 2 } };
  expect(signalsOf("a", event, { ...about, ...payload }, AT).map(({ signal }) => signal.kind)).toEqual([kind]);
});

describe("any payload", () => {
  const events = fc.oneof(
    fc.constantFrom(...examples("api.github.com").map(({ name }) => name)),
    fc.constantFrom("__proto__", "constructor", "toString", ""),
    fc.string(),
  );

  it("of any event becomes signals or none, and never throws", () => {
    fc.assert(
      fc.property(events, fc.jsonValue(), (event, payload) => {
        expect(Array.isArray(signalsOf("a", event, payload, AT))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("that is an example with any one value exchanged does so too, and what comes out can be stored", () => {
    const all = examples("api.github.com").flatMap(({ name, examples: payloads }) =>
      payloads.map((payload) => ({ name, payload: installed(payload) })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.nat(), fc.jsonValue(), ({ name, payload }, at, value) => {
        const signals = signalsOf("a", name, exchanged(payload, at, value), AT);
        expect(JSON.parse(JSON.stringify(signals))).toEqual(signals);
      }),
      { numRuns: 2000 },
    );
  });
});

/** The payload with one of its values, whichever the number falls on, replaced. */
function exchanged(payload: unknown, number: number, value: unknown): unknown {
  const places: [Record<string, unknown>, string][] = [];
  const copy = structuredClone(payload);
  const visit = (node: unknown, depth: number): void => {
    if (typeof node !== "object" || node === null || depth > 3) return;
    for (const [key, child] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, key]);
      visit(child, depth + 1);
    }
  };
  visit(copy, 0);
  const place = places[number % places.length];
  if (place !== undefined) place[0][place[1]] = value;
  return copy;
}
