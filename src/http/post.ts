// Hands JSON documents to web addresses that a policy names. Whoever asks never waits, and nothing hangs on what becomes of it.
// Where a policy is written by people who may not reach into the server's own network, it need not go there for them.
import { type LookupAddress, lookup } from "node:dns";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Everything of one exchange, connecting included. */
const MAX_MS = 5_000;
const AT_ONCE = 16;
/** More are not kept waiting: an address that hangs must not fill the memory. */
const MAX_WAITING = 5_000;

/** What is not the public internet: own machine, private, link-local, shared, translated, multicast, reserved. */
const INSIDE = new BlockList();
for (const range of [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"],
  ...["::/96", "64:ff9b::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
]) {
  const [network, bits] = range.split("/") as [string, string];
  INSIDE.addSubnet(network, Number(bits), network.includes(":") ? "ipv6" : "ipv4");
}

const isInside = (address: string): boolean => INSIDE.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

const refused = (host: string) => new Error(`${host} is not on the public internet, and LANEKEEPER_NOTIFY=public`);

/** A name is looked up once, and what was checked is what is connected to. */
const outside: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error !== null) return done(error, "");
    const [first, ...more] = found.filter(({ address }) => !isInside(address));
    if (first === undefined) return done(refused(host), "");
    if (options.all) return done(null, [first, ...more]);
    done(null, first.address, first.family);
  });
};

/**
 * A function that sends a document by POST, once, without following redirects or reading the answer.
 *
 * @param where `public`: refuse addresses inside the server's network; `anywhere`: take every one.
 * @param failed is told the host, never the whole address, which may have a secret in it.
 */
export function poster(
  where: "public" | "anywhere",
  failed: (host: string, why: string) => void,
): (url: string, document: unknown) => void {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;
  const work = () => {
    for (; running < AT_ONCE && waiting.length > 0; running += 1)
      void waiting.shift()!().finally(() => {
        running -= 1;
        work();
      });
  };
  return (address, document) => {
    const url = new URL(address);
    const said = (error: unknown) => failed(url.host, error instanceof Error ? error.message : String(error));
    if (waiting.length === MAX_WAITING) return said("too many others are waiting");
    const body = Buffer.from(JSON.stringify(document));
    waiting.push(() => send(url, body, where).catch(said));
    work();
  };
}

function send(url: URL, body: Buffer, where: "public" | "anywhere"): Promise<void> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (where === "public" && isIP(host) !== 0 && isInside(host)) return Promise.reject(refused(url.host));
  const options = {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": body.length, "user-agent": "lanekeeper" },
    agent: false,
    signal: AbortSignal.timeout(MAX_MS),
    ...(where === "public" ? { lookup: outside } : {}),
  } as const;
  return new Promise((resolve, reject) => {
    const asked = (url.protocol === "https:" ? secure : plain)(url, options, (response) => {
      response.destroy();
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else reject(new Error(`it answered ${status}`));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
