// What a file's shape is described with: pieces that each can read a node of the tree and print themselves as JSON Schema.
// A piece complains about all it can and answers with what was good; it knows nothing of policies.
import type { Place } from "../core/finding.ts";
import type { Log } from "./policy-log.ts";
import { describeNode, show, type YamlNode } from "./yaml-node.ts";

export type Json = string | number | boolean | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What is being read: `"rounds.branch"`, `an entry of "shared"`. */
export interface Spot {
  readonly log: Log;
  readonly name: string;
  /** The dotted path to it, for naming what is inside. */
  readonly inside: string;
  /** Its key, where a complaint about something missing goes. */
  readonly at: Place;
}

export interface Shape<T> {
  readonly schema: JsonObject;
  /** Null after a complaint, and only then. */
  read(node: YamlNode, spot: Spot): T | null;
}

/** A text and where it was written; null for a default. */
export interface Text {
  readonly text: string;
  readonly at: Place | null;
}

const isRefused = (node: YamlNode): boolean => node.kind === "scalar" && node.type === "refused";

/** Complain that a node is of the wrong kind, unless that was done already. */
export function mismatch(node: YamlNode, spot: Spot, wanted: string, fix: string | null = null): null {
  const isEmpty = node.kind === "scalar" && node.type === "nothing";
  const found = isEmpty ? "has no value, but must be" : "must be";
  const but = isEmpty ? "" : `, not ${describeNode(node)}`;
  if (!isRefused(node)) spot.log.error(node.at, `${spot.name} ${found} ${wanted}${but}.`, fix);
  return null;
}

/** The spot of something inside, by its key. */
export function within(spot: Spot, key: string, at: Place): Spot {
  const inside = `${spot.inside === "" ? "" : `${spot.inside}.`}${show(key).slice(1, -1)}`;
  return { log: spot.log, inside, name: `"${inside}"`, at };
}
