// The double's records as GitHub prints them. URLs and node ids that GitHub requires and nobody reads are added by openapi.ts.

import type { CommitObject } from "./git.ts";
import type { GitHub } from "./github.ts";
import type { Repo } from "./repo.ts";
import type { Account, Comment, Installation, Issue, Json, Pull, Review } from "./state.ts";

export const userJson = (account: Account): Json => ({
  id: account.id,
  login: account.login,
  type: account.type,
  gravatar_id: "",
  site_admin: false,
});

export function repoJson(repo: Repo): Json {
  const counts = ["forks", "forks_count", "open_issues", "open_issues_count", "size", "stargazers_count", "watchers"];
  const zeros = [...counts, "watchers_count", "network_count", "subscribers_count"].map((key) => [key, 0]);
  return {
    ...Object.fromEntries(zeros),
    id: repo.id,
    name: repo.name,
    full_name: repo.fullName,
    owner: userJson(repo.owner),
    private: repo.isPrivate,
    visibility: repo.isPrivate ? "private" : "public",
    default_branch: repo.trunk,
    fork: repo.forkOf !== null,
    description: null,
    homepage: null,
    language: null,
    license: null,
    ...{ has_issues: true, has_projects: true, has_wiki: false, has_pages: false, has_discussions: false },
    ...{ has_downloads: true, archived: repo.isArchived, disabled: false },
    ...{ created_at: repo.createdAt, updated_at: repo.createdAt, pushed_at: repo.createdAt },
    html_url: `${repo.world.url}/${repo.fullName}`,
    url: `${repo.world.url}/repos/${repo.fullName}`,
  };
}

/** As it stands in a payload about a pull request or a check. */
const side = (repo: Repo, ref: string, sha: string): Json => ({
  label: `${repo.owner.login}:${ref}`,
  ref,
  sha,
  user: userJson(repo.owner),
  repo: repoJson(repo),
});

export function pullJson(repo: Repo, pull: Pull): Json {
  return {
    id: pull.id,
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    locked: false,
    draft: false,
    user: userJson(pull.by),
    head: side(pull.head.repo, pull.head.ref, pull.head.sha),
    base: side(repo, pull.base.ref, pull.base.sha),
    merge_commit_sha: pull.merged?.sha ?? pull.testMerge,
    ...{ created_at: pull.createdAt, updated_at: pull.updatedAt, closed_at: pull.closedAt },
    merged_at: pull.merged?.at ?? null,
    ...{ assignee: null, assignees: [], requested_reviewers: [], requested_teams: [], labels: [], milestone: null },
    author_association: "MEMBER",
    auto_merge: null,
    _links: {},
    url: `${repo.world.url}/repos/${repo.fullName}/pulls/${pull.number}`,
    html_url: `${repo.world.url}/${repo.fullName}/pull/${pull.number}`,
  };
}

/** What a pull request has only when it is asked for by number, or in a webhook. */
export async function pullDetails(repo: Repo, pull: Pull): Promise<Json> {
  const { additions, deletions, files, commits } = await repo.pulls.counts(pull);
  return {
    ...pullJson(repo, pull),
    merged: pull.merged !== null,
    merged_by: pull.merged === null ? null : userJson(pull.merged.by),
    mergeable: pull.state === "open" ? pull.testMerge !== null : null,
    mergeable_state: pull.testMerge === null ? "dirty" : "clean",
    maintainer_can_modify: false,
    ...{ additions, deletions, changed_files: files, commits },
    comments: repo.comments.filter(({ issue }) => issue === pull.number).length,
    review_comments: 0,
  };
}

export const issueJson = (repo: Repo, issue: Issue): Json => ({
  id: issue.id,
  number: issue.number,
  title: issue.title,
  body: issue.body,
  state: issue.state,
  locked: false,
  user: userJson(issue.by),
  labels: issue.labels.map((name) => labelJson(repo, name)),
  ...{ assignee: null, assignees: [], milestone: null, author_association: "MEMBER" },
  comments: repo.comments.filter((comment) => comment.issue === issue.number).length,
  ...{ created_at: issue.createdAt, updated_at: issue.updatedAt, closed_at: issue.closedAt },
  performed_via_github_app: issue.app === null ? null : appJson(repo.world, issue.app),
  ...(repo.pull(issue.number) === undefined ? {} : { pull_request: pullLinks(repo, issue.number) }),
});

const pullLinks = (repo: Repo, number: number): Json => {
  const url = `${repo.world.url}/repos/${repo.fullName}/pulls/${number}`;
  return { url, html_url: url, diff_url: url, patch_url: url };
};

export const labelJson = (repo: Repo, name: string): Json => ({
  id: repo.id * 1000 + Math.max(0, [...repo.labels].indexOf(name)),
  name,
  description: null,
  color: "ededed",
  default: false,
});

export const commentJson = (repo: Repo, comment: Comment): Json => ({
  id: comment.id,
  body: comment.body,
  user: userJson(comment.by),
  ...{ created_at: comment.createdAt, updated_at: comment.updatedAt },
  author_association: "MEMBER",
  issue_url: `${repo.world.url}/repos/${repo.fullName}/issues/${comment.issue}`,
  html_url: `${repo.world.url}/${repo.fullName}/issues/${comment.issue}#issuecomment-${comment.id}`,
  performed_via_github_app: comment.app === null ? null : appJson(repo.world, comment.app),
});

export const reviewJson = (repo: Repo, review: Review): Json => ({
  id: review.id,
  user: userJson(review.by),
  body: review.body,
  state: review.state,
  commit_id: review.commit,
  submitted_at: review.submittedAt,
  author_association: "MEMBER",
  _links: {},
  pull_request_url: `${repo.world.url}/repos/${repo.fullName}/pulls/${review.pull}`,
});

export function appJson(world: GitHub, id: number): Json {
  const slug = id === world.app.id ? world.app.slug : `app-${id}`;
  return {
    id,
    slug,
    client_id: `Iv1.${id}`,
    name: slug,
    description: null,
    owner: userJson(world.account("lanekeeper-owner")),
    external_url: world.url,
    ...{ created_at: world.app.createdAt, updated_at: world.app.createdAt },
    permissions: id === world.app.id ? world.app.permissions : {},
    events: id === world.app.id ? world.app.events : [],
    installations_count: world.installations.length,
  };
}

export const installationJson = (world: GitHub, each: Installation): Json => ({
  id: each.id,
  app_id: world.app.id,
  app_slug: world.app.slug,
  account: userJson(each.account),
  target_id: each.account.id,
  target_type: each.account.type,
  repository_selection: each.selected === null ? "all" : "selected",
  permissions: each.permissions,
  events: each.events,
  single_file_name: null,
  ...{ created_at: each.createdAt, updated_at: each.createdAt },
  suspended_at: each.suspendedAt,
  suspended_by: null,
});

export const simpleCommit = (commit: CommitObject): Json => ({
  id: commit.oid,
  tree_id: commit.tree,
  message: commit.message,
  timestamp: commit.committer.date,
  author: { name: commit.author.name, email: commit.author.email },
  committer: { name: commit.committer.name, email: commit.committer.email },
});

export const commitJson = (repo: Repo, commit: CommitObject): Json => ({
  sha: commit.oid,
  commit: {
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree },
    comment_count: 0,
    verification: UNSIGNED,
  },
  author: repo.world.accountJsonOf(commit.author.email),
  committer: repo.world.accountJsonOf(commit.committer.email),
  parents: commit.parents.map((sha) => ({ sha })),
});

export const UNSIGNED = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };
