// The App as GitHub has registered it: our own app.yml's permissions and events, a key and a secret made here.
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import type { Level } from "./state.ts";

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly secret: string;
  readonly publicKey: KeyObject;
  readonly privateKey: string;
  readonly permissions: Readonly<Record<string, Level>>;
  readonly events: readonly string[];
  readonly createdAt: string;
}

interface Manifest {
  readonly default_permissions: Record<string, Level>;
  readonly default_events: string[];
}

/** A key takes long to make, and one is enough. */
let keys: { publicKey: KeyObject; privateKey: KeyObject } | null = null;

export function registered(createdAt: string): App {
  keys ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
  const manifest = load(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")) as Manifest;
  return {
    id: 4711,
    slug: "lanekeeper",
    secret: "a secret of the double",
    publicKey: keys.publicKey,
    privateKey: keys.privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    permissions: manifest.default_permissions,
    events: manifest.default_events,
    createdAt,
  };
}
