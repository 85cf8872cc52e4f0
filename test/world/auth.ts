// Who asks, and what they may: the App by a signed JWT, an installation by a token it was given, a person by one of theirs.
import { createVerify, type KeyObject } from "node:crypto";
import type { Route } from "./api.ts";
import { Refused } from "./api.ts";
import type { GitHub } from "./github.ts";
import type { Repo } from "./repo.ts";
import type { Level } from "./state.ts";
import type { Token } from "./tokens.ts";

export interface Caller {
  readonly isApp: boolean;
  readonly token: Token | null;
}

const bad = (why = "Bad credentials"): Refused => new Refused(401, why);
const RANK: readonly Level[] = ["read", "write", "admin"];

export function caller(world: GitHub, header: string | undefined): Caller {
  const [, secret] = /^(?:bearer|token) (.+)$/i.exec(header ?? "") ?? [];
  if (secret === undefined) throw new Refused(401, "Requires authentication");
  const token = world.tokens.get(secret);
  if (token !== undefined) {
    if (token.expires < Date.now()) throw bad();
    if (token.installation?.gone === true) throw bad();
    if (token.installation?.suspendedAt) throw new Refused(403, "This installation has been suspended");
    return { isApp: false, token };
  }
  if (secret.split(".").length !== 3) throw bad();
  checkJwt(secret, world.app.id, world.app.publicKey);
  return { isApp: true, token: null };
}

function checkJwt(jwt: string, app: number, key: KeyObject): void {
  const [head, body, signature] = jwt.split(".") as [string, string, string];
  const decoded = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, "base64url").toString());
  const undecodable = bad("A JSON web token could not be decoded");
  try {
    if (decoded(head).alg !== "RS256") throw undecodable;
    const signed = createVerify("RSA-SHA256").update(`${head}.${body}`);
    if (!signed.verify(key, Buffer.from(signature, "base64url"))) throw undecodable;
  } catch {
    throw undecodable;
  }
  const { iss, iat, exp } = decoded(body) as { iss?: unknown; iat?: number; exp?: number };
  const now = Math.floor(Date.now() / 1000);
  if (String(iss) !== String(app)) throw bad("Integration not found");
  if (iat === undefined || iat > now + 60)
    throw bad("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  if (exp === undefined || exp <= now)
    throw bad(
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > now + 660) throw bad("'Expiration time' claim ('exp') is too far in the future");
}

/** May this caller use this route on this repository? */
export function authorise(route: Route, who: Caller, method: string, repo: Repo | null): void {
  if (route.auth === "app") {
    if (!who.isApp) throw bad("A JSON web token could not be decoded");
    return;
  }
  const { token } = who;
  if (token === null) throw new Refused(403, "This endpoint requires an installation access token");
  if (repo !== null && !sees(token, repo, method)) throw new Refused(404, "Not Found");
  if (route.needs === undefined) return;
  const [permission, level] = route.needs;
  if (token.installation !== null) {
    const granted = token.permissions ?? token.installation.permissions;
    // Where either of two permissions will do, both are named.
    if (!permission.split("|").some((name) => covers(granted[name], level)))
      throw new Refused(403, "Resource not accessible by integration");
    if (repo !== null && method !== "GET" && !covered(token, repo))
      throw new Refused(403, "Resource not accessible by integration");
  } else if (repo !== null && level !== "read" && !covers(repo.roles.get(token.person!.login), "write"))
    throw new Refused(403, "Must have write access to the repository");
}

const covers = (has: Level | undefined, needs: Level): boolean =>
  has !== undefined && RANK.indexOf(has) >= RANK.indexOf(needs);

const covered = (token: Token, repo: Repo): boolean =>
  repo.world.installationOf(repo) === token.installation && (token.repositories?.has(repo.id) ?? true);

function sees(token: Token, repo: Repo, method: string): boolean {
  if (!repo.isPrivate && method === "GET") return true;
  if (token.installation !== null) return covered(token, repo) || !repo.isPrivate;
  return repo.roles.has(token.person!.login) || !repo.isPrivate;
}
