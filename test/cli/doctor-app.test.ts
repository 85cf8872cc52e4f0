// The checks of the GitHub App that the double cannot bring about: a form for a webhook, an old server of one's own.
import type { AppFacts } from "../../src/cli/doctor/app.ts";
import { hook } from "../../src/cli/doctor/app-hook.ts";
import { server } from "../../src/cli/doctor/app-server.ts";

const FACTS: AppFacts = {
  ...{ id: 42, slug: "lanekeeper", url: "https://github.com/apps/lanekeeper", permissions: {}, events: [] },
  ...{ manifest: { permissions: {}, events: [] }, baseUrl: "https://ghe.example.com/api/v3", version: "3.17.2" },
  hook: { url: "https://x.example.org/api/github/webhooks", content_type: "json", insecure_ssl: "0", secret: "***" },
  ...{ deliveries: [], installations: [] },
};
const delivered = (code: number, event = "push") => ({
  ...{ event, delivered_at: "2026-01-01T00:00:00Z", status: code === 202 ? "OK" : "Invalid HTTP Response" },
  status_code: code,
});

it.each<[string, Partial<AppFacts>, readonly string[]]>([
  ["everything as it should be", {}, ["ok: deliveries go to https://x.example.org/api/github/webhooks"]],
  [
    "a form without a secret",
    { hook: { ...FACTS.hook, content_type: "form", secret: "" } },
    [
      "problem: the webhook's content type is form, which is refused",
      "problem: the webhook has no secret, so every delivery is refused",
    ],
  ],
  [
    "a certificate that is not checked",
    { hook: { ...FACTS.hook, insecure_ssl: "1" } },
    [
      "warning: deliveries come without TLS, or its certificate is not checked",
      "ok: deliveries go to https://x.example.org/api/github/webhooks",
    ],
  ],
  [
    "another secret",
    { deliveries: [delivered(401), delivered(401, "ping"), delivered(202)] },
    [
      "ok: deliveries go to https://x.example.org/api/github/webhooks",
      "problem: the last 2 deliveries failed, the newest (push, 2026-01-01T00:00:00Z) with 401 Invalid HTTP Response",
    ],
  ],
  [
    "deliveries that come in again",
    { deliveries: [delivered(202), delivered(500)] },
    [
      "ok: deliveries go to https://x.example.org/api/github/webhooks",
      "ok: the last delivery (push, 2026-01-01T00:00:00Z) came in",
    ],
  ],
])("of the webhook: %s", (_, facts, said) => {
  expect(hook({ ...FACTS, ...facts }).map(({ level, what }) => `${level}: ${what}`)).toEqual(said);
});

it.each<[string, Partial<AppFacts>, readonly string[]]>([
  ["github.com says nothing", { version: null, baseUrl: "https://api.github.com" }, []],
  ["a current one", {}, ["ok: GitHub Enterprise Server 3.17.2 at ghe.example.com"]],
  [
    "an old one",
    { version: "3.9.0" },
    ["warning: GitHub Enterprise Server is 3.9.0; no release before 3.17 was looked at"],
  ],
  [
    "one without TLS",
    { baseUrl: "http://ghe.example.com:8080/api/v3" },
    [
      "ok: GitHub Enterprise Server 3.17.2 at ghe.example.com:8080",
      "warning: ghe.example.com:8080 is asked without TLS, tokens included",
    ],
  ],
])("of the server: %s", (_, facts, said) => {
  expect(server({ ...FACTS, ...facts }).map(({ level, what }) => `${level}: ${what}`)).toEqual(said);
});
