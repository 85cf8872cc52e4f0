// Which GitHub it is: github.com, or a server of one's own that is new enough.
import type { AppCheck } from "./app.ts";
import { ok, warning } from "./check.ts";
import { isOlder } from "./machine.ts";

/** The oldest whose published description has every request we make. */
const LEAST = [3, 17] as const;

export const server: AppCheck = ({ baseUrl, version }) => {
  const { host, protocol } = new URL(baseUrl);
  if (version === null) return [];
  const rows = isOlder(version, LEAST)
    ? [
        warning(
          "ghes",
          `GitHub Enterprise Server is ${version}; no release before ${LEAST.join(".")} was looked at`,
          `upgrade it to ${LEAST.join(".")} or newer`,
        ),
      ]
    : [ok("ghes", `GitHub Enterprise Server ${version} at ${host}`)];
  if (protocol === "https:") return rows;
  return [...rows, warning("ghes", `${host} is asked without TLS, tokens included`, "unset GHE_PROTOCOL")];
};
