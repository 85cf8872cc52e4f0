// Issues of our own: one per topic, labelled, known by the App and by its mark, edited in place; whoever closes one keeps it closed.
import { type Drawn, Incomplete } from "../../ports.ts";
import { marker } from "../../render/comment.ts";
import type { Rest } from "./rest.ts";

interface Issue {
  readonly number: number;
  readonly title?: string;
  readonly body?: string | null;
  readonly performed_via_github_app?: { readonly id?: number } | null;
}

const LABEL = "lanekeeper";

export class Issues {
  readonly #rest: Rest;
  readonly #appId: number;

  constructor(rest: Rest, appId: number) {
    this.#rest = rest;
    this.#appId = appId;
  }

  /** Answers with the issue's number. */
  async ensure({ topic, title, body }: Drawn & { kind: "issue" }, known: string | null): Promise<string> {
    const found = (known === null ? null : await this.#read(Number(known))) ?? (await this.#find(topic));
    if (found?.body === body && found.title === title) return String(found.number);
    const written =
      found === null
        ? await this.#rest.get<Issue>("POST /repos/{owner}/{repo}/issues", { title, body, labels: [LABEL] })
        : await this.#rest.get<Issue>("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
            issue_number: found.number,
            title,
            body,
          });
    // GitHub has answered 200 to what it then did not store.
    if (written.body !== body) throw new Incomplete(`GitHub did not keep the issue on ${topic} as it was written`);
    return String(written.number);
  }

  #read(number: number): Promise<Issue | null> {
    return this.#rest.find<Issue>("GET /repos/{owner}/{repo}/issues/{issue_number}", { issue_number: number });
  }

  async #find(topic: string): Promise<Issue | null> {
    const all = await this.#rest.all<Issue>("GET /repos/{owner}/{repo}/issues", { labels: LABEL, state: "all" });
    const own = all.filter(
      ({ body, performed_via_github_app: app }) => app?.id === this.#appId && body?.startsWith(marker(topic)),
    );
    return own.sort((a, b) => a.number - b.number)[0] ?? null;
  }
}
