// What the checks of the GitHub App look at: plain facts, gathered before.
import type { Repository } from "../../core/signal.ts";
import type { Row } from "./check.ts";

export type Permissions = Readonly<Record<string, string>>;

/** What app.yml asks for. */
export interface Manifest {
  readonly permissions: Permissions;
  readonly events: readonly string[];
}

export interface InstallationFacts extends Manifest {
  readonly id: number;
  readonly account: { readonly login?: string } | null;
  readonly html_url: string;
  readonly isSuspended: boolean;
  readonly repositories: readonly Repository[];
}

export interface HookFacts {
  readonly url?: string;
  readonly content_type?: string;
  readonly insecure_ssl?: string | number;
  /** Stars where there is one. */
  readonly secret?: string;
}

export interface DeliveryFacts {
  readonly event: string;
  readonly delivered_at: string;
  readonly status: string;
  readonly status_code: number;
}

export interface AppFacts extends Manifest {
  readonly id: number;
  readonly slug: string;
  /** Where people look at the App. */
  readonly url: string;
  readonly baseUrl: string;
  readonly manifest: Manifest;
  /** Of a GitHub Enterprise Server; null where it does not say. */
  readonly version: string | null;
  readonly hook: HookFacts | null;
  /** The newest first. */
  readonly deliveries: readonly DeliveryFacts[];
  readonly installations: readonly InstallationFacts[];
}

export type AppCheck = (app: AppFacts) => readonly Row[];

const RANKS = ["read", "write", "admin"];

/** What is asked for and not granted, as `checks: write`. */
export const missing = (asked: Permissions, granted: Permissions): string[] =>
  Object.entries(asked).flatMap(([name, level]) =>
    RANKS.indexOf(granted[name] ?? "") < RANKS.indexOf(level) ? [`${name}: ${level}`] : [],
  );
