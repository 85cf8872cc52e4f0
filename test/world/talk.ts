// What is said in a repository: issues, comments, reviews; and what a test has read of what the App said.
import type { Repo } from "./repo.ts";
import { commentJson, issueJson } from "./shapes.ts";
import type { Account, Comment, Issue, Review } from "./state.ts";

export class Talk {
  readonly #repo: Repo;

  constructor(repo: Repo) {
    this.#repo = repo;
  }

  /** A person opens an issue. */
  openIssue({
    by,
    title,
    body = "",
    labels = [],
  }: {
    by: string;
    title: string;
    body?: string;
    labels?: string[];
  }): number {
    const issue = this.addIssue(this.#repo.world.account(by), null, title, body, labels);
    this.#repo.world.emit(this.#repo, "issues", { action: "opened", issue: issueJson(this.#repo, issue) }, issue.by);
    return issue.number;
  }

  closeIssue(number: number, { by }: { by: string }): void {
    const issue = this.issue(number);
    Object.assign(issue, { state: "closed", closedAt: this.#repo.world.timestamp() });
    const payload = { action: "closed", issue: issueJson(this.#repo, issue) };
    this.#repo.world.emit(this.#repo, "issues", payload, this.#repo.world.account(by));
  }

  /** A person writes a comment on an issue or a pull request; gives its id. */
  comment(number: number, body: string, { by }: { by: string }): number {
    const comment = this.addComment(number, this.#repo.world.account(by), null, body);
    this.tell("created", comment, comment.by);
    return comment.id;
  }

  /** A person edits a comment, their own or, with write permission, anybody's. */
  editComment(id: number, body: string, { by }: { by: string }): void {
    const comment = this.#comment(id);
    const changes = { body: { from: comment.body } };
    comment.body = body;
    comment.updatedAt = this.#repo.world.timestamp();
    this.tell("edited", comment, this.#repo.world.account(by), changes);
  }

  deleteComment(id: number, { by }: { by: string }): void {
    const comment = this.#comment(id);
    this.#repo.comments.splice(this.#repo.comments.indexOf(comment), 1);
    this.tell("deleted", comment, this.#repo.world.account(by));
  }

  /** The comments of a thread, oldest first. Whoever asks has read them. */
  read(number: number): readonly Comment[] {
    const thread = this.#repo.comments.filter(({ issue }) => issue === number);
    for (const comment of thread) comment.read = true;
    return thread;
  }

  /** What the App said that nobody has read. */
  unread(): readonly Comment[] {
    return this.#repo.comments.filter((comment) => comment.app === this.#repo.world.app.id && !comment.read);
  }

  reviewsOf(number: number): readonly Review[] {
    return this.#repo.reviews.filter(({ pull }) => pull === number);
  }

  /** An issue, or a pull request seen as one. */
  issue(number: number): Issue {
    const issue = this.#repo.issues.find((each) => each.number === number);
    if (issue !== undefined) return issue;
    const pull = this.#repo.pulls.get(number);
    return { ...pull, app: null, labels: [] };
  }

  addIssue(by: Account, app: number | null, title: string, body: string, labels: readonly string[]): Issue {
    const at = this.#repo.world.timestamp();
    for (const label of labels) this.#repo.labels.add(label);
    const ids = { number: this.#repo.nextNumber(), id: this.#repo.world.nextId() };
    const times = { createdAt: at, updatedAt: at, closedAt: null };
    const issue: Issue = { ...ids, title, body, by, app, labels: [...labels], state: "open", ...times };
    this.#repo.issues.push(issue);
    return issue;
  }

  addComment(issue: number, by: Account, app: number | null, body: string): Comment {
    this.issue(issue);
    const at = this.#repo.world.timestamp();
    const id = this.#repo.world.nextId();
    const comment: Comment = { id, issue, body, by, app, createdAt: at, updatedAt: at, reactions: [], read: false };
    this.#repo.comments.push(comment);
    return comment;
  }

  tell(action: string, comment: Comment, by: Account, changes?: object): void {
    const issue = issueJson(this.#repo, this.issue(comment.issue));
    const payload = {
      action,
      issue,
      comment: commentJson(this.#repo, comment),
      ...(changes === undefined ? {} : { changes }),
    };
    this.#repo.world.emit(this.#repo, "issue_comment", payload, by);
  }

  #comment(id: number): Comment {
    const comment = this.#repo.comments.find((each) => each.id === id);
    if (comment === undefined) throw new Error(`there is no comment ${id}`);
    return comment;
  }
}
