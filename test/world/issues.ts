// Issues and labels. An over-long body in an update is answered with 200 and not stored: that is what was seen on GitHub.
import { type Call, invalid, notFound, paged, type Routes } from "./api.ts";
import { issueJson, labelJson } from "./shapes.ts";
import type { Issue } from "./state.ts";

/** In bytes; 65,536 characters of four. */
export const MAX_BODY = 262_144;

export const tooLong = (resource: string) =>
  invalid(resource, "body", "custom", "body is too long (maximum is 65536 characters)");

function issueOf({ repo, params }: Call): Issue {
  const number = Number(params.issue_number);
  const found = repo.issues.find((issue) => issue.number === number);
  if (found === undefined && repo.pull(number) === undefined) throw notFound();
  return found ?? repo.talk.issue(number);
}

const names = (labels: unknown): string[] =>
  ((labels ?? []) as (string | { name: string })[]).map((label) => (typeof label === "string" ? label : label.name));

function listed({ repo, query }: Call): Issue[] {
  const state = query.get("state") ?? "open";
  const labels = (query.get("labels") ?? "").split(",").filter((label) => label !== "");
  const creator = query.get("creator");
  // Pull requests are issues too, and are listed.
  const all = [...repo.issues, ...repo.pulls.all.map(({ number }) => repo.talk.issue(number))];
  const found = all
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) => labels.every((label) => issue.labels.includes(label)))
    .filter((issue) => creator === null || issue.by.login === creator)
    .sort((a, b) => b.number - a.number);
  return query.get("direction") === "asc" ? found.reverse() : found;
}

export const issueRoutes: Routes = {
  "GET /repos/{owner}/{repo}/issues": {
    needs: ["issues|pull_requests", "read"],
    run: (call) => {
      const { items, headers } = paged(call, listed(call));
      return { body: items.map((issue) => issueJson(call.repo, issue)), headers };
    },
  },
  "POST /repos/{owner}/{repo}/issues": {
    needs: ["issues", "write"],
    run: ({ repo, body, by, app, world }) => {
      const { title, body: text = "" } = body as { title: string; body?: string };
      if (Buffer.byteLength(text) > MAX_BODY) throw tooLong("Issue");
      const issue = repo.talk.addIssue(by, app, title, text, names(body.labels));
      world.emit(repo, "issues", { action: "opened", issue: issueJson(repo, issue) }, by);
      return { status: 201, body: issueJson(repo, issue) };
    },
  },
  "GET /repos/{owner}/{repo}/issues/{issue_number}": {
    needs: ["issues|pull_requests", "read"],
    run: (call) => ({ body: issueJson(call.repo, issueOf(call)) }),
  },
  "PATCH /repos/{owner}/{repo}/issues/{issue_number}": {
    needs: ["issues|pull_requests", "write"],
    run: (call) => {
      const issue = issueOf(call);
      const { title, body, state } = call.body as { title?: string; body?: string; state?: "open" | "closed" };
      if (title !== undefined) issue.title = title;
      if (body !== undefined && Buffer.byteLength(body) <= MAX_BODY) issue.body = body;
      if (call.body.labels !== undefined) issue.labels = names(call.body.labels);
      for (const label of issue.labels) call.repo.labels.add(label);
      if (state !== undefined)
        Object.assign(issue, { state, closedAt: state === "closed" ? call.world.timestamp() : null });
      issue.updatedAt = call.world.timestamp();
      call.world.emit(
        call.repo,
        "issues",
        { action: "edited", issue: issueJson(call.repo, issue), changes: {} },
        call.by,
      );
      return { body: issueJson(call.repo, issue) };
    },
  },
  "POST /repos/{owner}/{repo}/issues/{issue_number}/labels": {
    needs: ["issues|pull_requests", "write"],
    run: (call) => {
      const issue = issueOf(call);
      const given = Array.isArray(call.body) ? call.body : call.body.labels;
      issue.labels = [...new Set([...issue.labels, ...names(given)])];
      for (const label of issue.labels) call.repo.labels.add(label);
      return { body: issue.labels.map((name) => labelJson(call.repo, name)) };
    },
  },
  "GET /repos/{owner}/{repo}/labels/{name}": {
    needs: ["issues|pull_requests", "read"],
    run: ({ repo, params }) => {
      if (!repo.labels.has(params.name!)) throw notFound();
      return { body: labelJson(repo, params.name!) };
    },
  },
  "POST /repos/{owner}/{repo}/labels": {
    needs: ["issues|pull_requests", "write"],
    run: ({ repo, body }) => {
      const name = body.name as string;
      if (repo.labels.has(name)) throw invalid("Label", "name", "already_exists");
      repo.labels.add(name);
      return { status: 201, body: labelJson(repo, name) };
    },
  },
};
