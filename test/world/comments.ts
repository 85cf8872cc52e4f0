// Comments on issues and pull requests, and reactions to them.
import { type Answer, type Call, notFound, paged, Refused, type Routes } from "./api.ts";
import { MAX_BODY, tooLong } from "./issues.ts";
import { commentJson, userJson } from "./shapes.ts";
import type { Comment, Json, Reaction } from "./state.ts";

function commentOf({ repo, params }: Call): Comment {
  const comment = repo.comments.find(({ id }) => id === Number(params.comment_id));
  if (comment === undefined) throw notFound();
  return comment;
}

function textOf({ body }: Call): string {
  const text = body.body as string;
  if (Buffer.byteLength(text) > MAX_BODY) throw tooLong("IssueComment");
  if (text.trim() === "") throw new Refused(422, "Validation Failed");
  return text;
}

/** Its own, or with write permission anybody's. */
function writable(call: Call): Comment {
  const comment = commentOf(call);
  const isOwn = comment.by === call.by;
  if (call.app !== null && !isOwn && call.installation?.permissions.issues !== "write")
    throw new Refused(403, "Resource not accessible by integration");
  return comment;
}

const reactionJson = ({ id, content, by, createdAt }: Reaction): Json => ({
  id,
  content,
  user: userJson(by),
  created_at: createdAt,
});

function react(call: Call): Answer {
  const comment = commentOf(call);
  const content = call.body.content as string;
  const known = comment.reactions.find((each) => each.content === content && each.by === call.by);
  if (known !== undefined) return { status: 200, body: reactionJson(known) };
  const reaction = { id: call.world.nextId(), content, by: call.by, createdAt: call.world.timestamp() };
  comment.reactions.push(reaction);
  return { status: 201, body: reactionJson(reaction) };
}

export const commentRoutes: Routes = {
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": {
    needs: ["issues|pull_requests", "read"],
    run: (call) => {
      const number = Number(call.params.issue_number);
      const { repo, query } = call;
      if (repo.pull(number) === undefined && repo.issues.every((issue) => issue.number !== number)) throw notFound();
      const since = query.get("since") ?? "";
      const thread = repo.comments.filter(({ issue, updatedAt }) => issue === number && updatedAt >= since);
      const { items, headers } = paged(call, thread);
      return { body: items.map((comment) => commentJson(repo, comment)), headers };
    },
  },
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": {
    needs: ["issues|pull_requests", "write"],
    run: (call) => {
      const number = Number(call.params.issue_number);
      const { repo } = call;
      if (repo.pull(number) === undefined && repo.issues.every((issue) => issue.number !== number)) throw notFound();
      const comment = repo.talk.addComment(number, call.by, call.app, textOf(call));
      repo.talk.tell("created", comment, call.by);
      return { status: 201, body: commentJson(repo, comment) };
    },
  },
  "GET /repos/{owner}/{repo}/issues/comments": {
    needs: ["issues|pull_requests", "read"],
    run: (call) => {
      const { repo, query } = call;
      const since = query.get("since") ?? "";
      const all = repo.comments.filter(({ updatedAt }) => updatedAt >= since).sort((a, b) => a.id - b.id);
      const { items, headers } = paged(call, query.get("direction") === "desc" ? all.reverse() : all);
      return { body: items.map((comment) => commentJson(repo, comment)), headers };
    },
  },
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}": {
    needs: ["issues|pull_requests", "read"],
    run: (call) => ({ body: commentJson(call.repo, commentOf(call)) }),
  },
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": {
    needs: ["issues|pull_requests", "write"],
    run: (call) => {
      const comment = writable(call);
      const from = comment.body;
      comment.body = textOf(call);
      comment.updatedAt = call.world.timestamp();
      comment.read = false;
      call.repo.talk.tell("edited", comment, call.by, { body: { from } });
      return { body: commentJson(call.repo, comment) };
    },
  },
  "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}": {
    needs: ["issues|pull_requests", "write"],
    run: (call) => {
      const comment = writable(call);
      call.repo.comments.splice(call.repo.comments.indexOf(comment), 1);
      return { status: 204 };
    },
  },
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": {
    needs: ["issues|pull_requests", "read"],
    run: (call) => {
      const { items, headers } = paged(call, commentOf(call).reactions);
      return { body: items.map(reactionJson), headers };
    },
  },
  "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": {
    needs: ["issues|pull_requests", "write"],
    run: react,
  },
};
