// What there is to sweep: every repository of every installation; and the deliveries that GitHub could not make, asked for again.
import type { Delivery, Repository } from "../../core/signal.ts";
import type { Hosts } from "./app.ts";
import { Rest } from "./rest.ts";

interface HookDelivery {
  readonly id: number;
  readonly guid: string;
  readonly status?: string;
  readonly status_code?: number;
  readonly redelivery?: boolean;
  readonly delivered_at: string;
}

/** GitHub redelivers what is younger than this (7 days on a server of one's own, where more is only refused). */
const REDELIVERABLE_MS = 3 * 24 * 3600_000;

/** Every repository the App is installed on. */
export async function repositories(hosts: Hosts): Promise<Repository[]> {
  const app = new Rest(await hosts.client(), {}, hosts.requests);
  const installations = await app.all<{ id: number; suspended_at?: string | null }>("GET /app/installations");
  const found: Repository[] = [];
  for (const { id, suspended_at } of installations) {
    if (suspended_at) continue;
    const rest = new Rest(await hosts.client(id), {}, hosts.requests);
    const list = await rest.all<{ id: number; full_name: string }>(
      "GET /installation/repositories",
      {},
      "repositories",
    );
    found.push(...list.map((repo) => ({ key: `github/${repo.id}`, name: repo.full_name, installation: id })));
  }
  return found;
}

/** One sweep per repository; the id says which round of sweeps, so that several processes ask once. */
export const sweepOf = (repo: Repository, round: string): Delivery => ({
  id: `sweep/${round}/${repo.key}`,
  repo,
  signal: { kind: "sweep" },
});

/** Ask for failed deliveries again, those that no later attempt brought; answers with how many. */
export async function askAgain(hosts: Hosts, now: string, asked: Set<number>): Promise<number> {
  const app = new Rest(await hosts.client(), {}, hosts.requests);
  const list = await app.get<HookDelivery[]>("GET /app/hook/deliveries", { per_page: 100 });
  const brought = new Set(list.filter(isGood).map(({ guid }) => guid));
  const young = (at: string) => Date.parse(now) - Date.parse(at) < REDELIVERABLE_MS;
  const failed = list.filter(
    (each) => !isGood(each) && !brought.has(each.guid) && !asked.has(each.id) && young(each.delivered_at),
  );
  const newest = new Map([...failed].reverse().map((each) => [each.guid, each]));
  for (const { id } of newest.values()) {
    await app.find("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: id });
    asked.add(id);
  }
  return newest.size;
}

const isGood = ({ status_code: code }: HookDelivery): boolean => code !== undefined && code >= 200 && code < 300;
