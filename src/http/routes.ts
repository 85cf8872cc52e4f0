// Every route there is: what is answered, and what the OpenAPI description says of it. Whoever adds one adds it here.
export type RouteId =
  | "health"
  | "ready"
  | "metrics"
  | "webhook"
  | "description"
  | "state"
  | "events"
  | "judge"
  | "commands"
  | "board"
  | "sign-in";

/** A schema by its name in the description's components, or a type of content that has none. */
export type Content =
  | { readonly kind: "json"; readonly schema: string }
  | { readonly kind: "text"; readonly type: string };

export interface Route {
  readonly id: RouteId;
  readonly method: "GET" | "POST";
  /** `{owner}` and `{repo}` stand for a repository, `local` and its name for a bare one. */
  readonly path: string;
  readonly about: string;
  /** It is about one repository, and wants a bearer token that opens it. */
  readonly token: boolean;
  readonly asks?: {
    readonly query?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** The schema of what is sent. */
  readonly body?: string;
  /** The fields of a form that is sent instead. */
  readonly form?: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<number, { readonly about: string; readonly content: Content }>>;
  /** Problems beyond those that every route can answer with: their status and what they mean. */
  readonly problems?: Readonly<Record<number, string>>;
}

const json = (schema: string, about: string) => ({ about, content: { kind: "json", schema } }) as const;
const text = (type: string, about: string) => ({ about, content: { kind: "text", type } }) as const;
const REPO = "/api/v1/repos/{owner}/{repo}";

export const ROUTES: readonly Route[] = [
  {
    id: "state",
    method: "GET",
    path: `${REPO}/state`,
    about: "What holds now: sessions, claims, rounds, messages, everybody's feed.",
    token: true,
    asks: {
      query: {
        branch: "with the verdicts of this branch",
        open: "`true`: without messages that everybody is through with, and without closed rounds",
      },
    },
    answers: { 200: json("State", "the state of the repository") },
  },
  {
    id: "events",
    method: "GET",
    path: `${REPO}/events`,
    about:
      "The ledger as server-sent events, each an entry with its number as `id`. It does not end: comments say that the line is alive, and whoever comes back with the last number goes on behind it.",
    token: true,
    asks: {
      query: { after: "begin behind this number; 0 or none: at the first entry" },
      headers: { "Last-Event-ID": "the same, and it wins: browsers send it when they come back" },
    },
    answers: { 200: text("text/event-stream", "events whose `data` is a Stamped entry") },
    problems: { 503: "too many listen already, or the forge does not say whose token it is" },
  },
  {
    id: "judge",
    method: "POST",
    path: `${REPO}/judge`,
    about:
      "Judge a head as if it were pushed to a branch now, by the policy, claims and rounds in force. It changes nothing.",
    token: true,
    body: "Question",
    answers: { 200: json("Judgement", "the verdict; `unjudged` where something could not be read") },
    problems: { 400: "the question cannot be read" },
  },
  {
    id: "commands",
    method: "POST",
    path: `${REPO}/commands`,
    about:
      "Carry out the commands of a text, in the grammar of comments, each by itself. What it became is durable when it is answered.",
    token: true,
    body: "Saying",
    answers: { 200: json("Became", "what the commands became") },
    problems: {
      400: "there is no command in it",
      403: "this token only reads, or speaks for another session",
      409: "at least one was refused: `findings` say why, `became` what the others became",
    },
  },
  {
    id: "board",
    method: "GET",
    path: "/",
    about: "The board page, for a browser; its token is in a cookie. `?repo=` names the repository.",
    token: false,
    asks: { query: { repo: "`owner/name`; without it, the repositories that the token opens are listed" } },
    answers: {
      200: text("text/html", "the board, or the list"),
      401: text("text/html", "a form for a token"),
      404: text("text/html", "there is no such repository for this token"),
    },
  },
  {
    id: "sign-in",
    method: "POST",
    path: "/",
    about: "Take a token from the form, and keep it in a cookie that no script can read. An empty one forgets it.",
    token: false,
    form: { token: "a bearer token" },
    answers: {
      303: text("text/html", "it is kept"),
      401: text("text/html", "the token is not known"),
      403: text("text/html", "the form came from another site"),
      413: text("text/html", "that is too large for a token"),
    },
  },
  {
    id: "description",
    method: "GET",
    path: "/api/v1/openapi.json",
    about: "This description.",
    token: false,
    answers: { 200: json("Description", "OpenAPI 3.1") },
  },
  {
    id: "webhook",
    method: "POST",
    path: "/api/github/webhooks",
    about: "GitHub's deliveries, signed with the webhook's secret. 404 while the App is off.",
    token: false,
    body: "Delivery",
    answers: { 202: json("Stored", "it is durably stored") },
    problems: {
      400: "no delivery, or no JSON",
      401: "the signature is missing or does not fit",
      404: "the App is off",
      413: "more than 25 MB",
      503: "not stored; it can be sent again",
    },
  },
  {
    id: "health",
    method: "GET",
    path: "/healthz",
    about: "The process runs.",
    token: false,
    answers: { 200: json("Health", "it does") },
  },
  {
    id: "ready",
    method: "GET",
    path: "/readyz",
    about: "Can it work: is the store reachable, is the sweep not overdue?",
    token: false,
    answers: { 200: json("Readiness", "it can"), 503: json("Readiness", "it cannot, and `checks` says why") },
  },
  {
    id: "metrics",
    method: "GET",
    path: "/metrics",
    about: "What is counted, for Prometheus.",
    token: false,
    answers: { 200: text("text/plain", "Prometheus' text format") },
  },
];

export interface Found {
  readonly route: Route;
  /** As it was asked for: `owner/name`; null where the route is about no repository. */
  readonly repo: string | null;
}

const PATTERNS = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(".", "\\.").replace("{owner}/{repo}", "([^/]+/[^/]+)")}$`),
}));

/** The routes of a path, of every method. */
export const routesAt = (path: string): readonly Found[] =>
  PATTERNS.flatMap(({ route, pattern }) => {
    const found = pattern.exec(path);
    return found === null ? [] : [{ route, repo: found[1] === undefined ? null : decode(found[1]) }];
  });

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
