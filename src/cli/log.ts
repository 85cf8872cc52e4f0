// The log: one JSON object a line on stderr, as much as LOG_LEVEL asks for. No payload, no token.
import type { Log } from "../main.ts";
import { redact } from "../render/redact.ts";
import { LEVELS, type Level } from "../settings.ts";

/** Writes what is at least as urgent as `least`. */
export function logTo(stream: { write(text: string): unknown }, least: Level): Log {
  const last = LEVELS.indexOf(least);
  return ({ level = "info", ...entry }) => {
    if (LEVELS.indexOf(level) > last) return;
    stream.write(`${redact(JSON.stringify({ at: new Date().toISOString(), level, ...entry }))}\n`);
  };
}
