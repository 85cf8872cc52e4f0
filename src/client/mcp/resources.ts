// What an MCP client can read besides calling tools: the board in words and as the state document, and rounds.
import { statusWords } from "../../render/answers.ts";
import type { Client } from "../api.ts";

const JSON_TYPE = "application/json";

export const RESOURCES = [
  { uri: "lanekeeper://board", name: "board", mimeType: "text/plain", description: "how things stand, in words" },
  {
    uri: "lanekeeper://state",
    name: "state",
    mimeType: JSON_TYPE,
    description: "how things stand, the whole document",
  },
  { uri: "lanekeeper://round", name: "round", mimeType: JSON_TYPE, description: "the rounds that are not closed" },
];

export const TEMPLATES = [
  {
    uriTemplate: "lanekeeper://round/{number}",
    name: "round by number",
    mimeType: JSON_TYPE,
    description: "one round",
  },
];

/** Null where there is no such thing. */
export async function readResource(client: Client, uri: string): Promise<{ mimeType: string; text: string } | null> {
  const [, number] = /^lanekeeper:\/\/round\/([1-9]\d{0,8})$/.exec(uri) ?? [];
  if (number === undefined && !RESOURCES.some((each) => each.uri === uri)) return null;
  const json = (document: unknown) => ({ mimeType: JSON_TYPE, text: JSON.stringify(document) });
  const state = await client.state({ open: number === undefined });
  if (uri === "lanekeeper://board") return { mimeType: "text/plain", text: statusWords(state) };
  if (uri === "lanekeeper://state") return json(state);
  if (number === undefined) return json(state.rounds);
  const round = state.rounds.find((each) => each.round === Number(number));
  return round === undefined ? null : json(round);
}
