// Do deliveries come in: the webhook's address, its secret, and how the last ones were answered.
import type { AppCheck, DeliveryFacts } from "./app.ts";
import { ok, problem, type Row, warning } from "./check.ts";

const PATH = "/api/github/webhooks";
const SETTINGS = "the App's settings, Webhook";

export const hook: AppCheck = ({ hook, deliveries }) => {
  if (!hook?.url || !URL.canParse(hook.url))
    return [problem("webhook", "the App has no webhook address", `set https://HOST${PATH} in ${SETTINGS}`)];
  const { pathname, protocol, origin } = new URL(hook.url);
  const rows: Row[] = [];
  if (pathname !== PATH) {
    const what = `the webhook leads to ${pathname}, where nobody listens`;
    rows.push(problem("webhook", what, `set ${origin}${PATH} in ${SETTINGS}`));
  }
  if (hook.content_type !== "json") {
    const what = `the webhook's content type is ${hook.content_type ?? "form"}, which is refused`;
    rows.push(problem("webhook", what, `set it to application/json in ${SETTINGS}`));
  }
  if (!hook.secret) {
    const what = "the webhook has no secret, so every delivery is refused";
    rows.push(problem("webhook", what, `set WEBHOOK_SECRET's value in ${SETTINGS}`));
  }
  if (protocol !== "https:" || String(hook.insecure_ssl ?? "0") !== "0") {
    const what = "deliveries come without TLS, or its certificate is not checked";
    rows.push(warning("webhook", what, "use an https address and let GitHub verify it"));
  }
  if (!rows.some(({ level }) => level === "problem")) rows.push(ok("webhook", `deliveries go to ${hook.url}`));
  return [...rows, ...lastDelivery(deliveries)];
};

const isGood = ({ status_code: code }: DeliveryFacts): boolean => code >= 200 && code < 300;

function lastDelivery(deliveries: readonly DeliveryFacts[]): Row[] {
  const [last] = deliveries;
  if (last === undefined) return [];
  if (isGood(last)) return [ok("deliveries", `the last delivery (${last.event}, ${last.delivered_at}) came in`)];
  const failed = deliveries.findIndex(isGood);
  const many = failed === -1 ? deliveries.length : failed;
  const what = `the last ${many === 1 ? "delivery" : `${many} deliveries`} failed, the newest (${last.event}, ${last.delivered_at}) with ${last.status_code} ${last.status}`;
  return [problem("deliveries", what, FIXES[last.status_code] ?? FIX)];
}

const FIX = "check that the server runs and that GitHub reaches it; what failed is asked for again by itself";
const FIXES: Readonly<Record<number, string>> = {
  400: "set the webhook's content type to application/json",
  401: "WEBHOOK_SECRET and the webhook's secret in the App's settings must be the same",
  404: `the server's App is off, or the address does not end in ${PATH}`,
};
