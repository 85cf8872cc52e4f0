// An App's environment that leads to a GitHub where nobody answers: what is stored stays stored.
import { generateKeyPairSync } from "node:crypto";
import { SECRET } from "./edge.ts";

let key: string | null = null;

export function appEnv(): Record<string, string> {
  key ??= generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs1", format: "pem" })
    .toString();
  return { APP_ID: "42", PRIVATE_KEY: key, WEBHOOK_SECRET: SECRET, GHE_HOST: "127.0.0.1:9", GHE_PROTOCOL: "http" };
}
