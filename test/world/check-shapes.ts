// Check runs, their annotations and suites as GitHub prints them.
import type { CommitObject } from "./git.ts";
import type { Repo } from "./repo.ts";
import { appJson, repoJson, simpleCommit } from "./shapes.ts";
import type { Annotation, CheckRun, CheckSuite, Json } from "./state.ts";

const pullsOf = (repo: Repo, sha: string): Json[] =>
  // Of this repository only: for a commit that came from a fork GitHub lists none.
  [...repo.pulls.all]
    .filter((pull) => pull.state === "open" && pull.head.sha === sha && pull.head.repo === repo)
    .map((pull) => ({
      id: pull.id,
      number: pull.number,
      head: { ref: pull.head.ref, sha: pull.head.sha, repo: { id: repo.id, name: repo.name } },
      base: { ref: pull.base.ref, sha: pull.base.sha, repo: { id: repo.id, name: repo.name } },
    }));

export const checkRunJson = (repo: Repo, run: CheckRun): Json => ({
  id: run.id,
  name: run.name,
  head_sha: run.sha,
  external_id: run.externalId,
  details_url: run.detailsUrl,
  status: run.status,
  conclusion: run.conclusion,
  ...{ started_at: run.startedAt, completed_at: run.completedAt },
  output: { ...run.output, annotations_count: run.annotations.length },
  app: appJson(repo.world, run.app),
  check_suite: { id: run.suite },
  pull_requests: pullsOf(repo, run.sha),
});

export const annotationJson = (each: Annotation): Json => ({
  ...{ start_column: null, end_column: null, title: null, raw_details: null, blob_href: "" },
  ...each,
});

export const suiteJson = (repo: Repo, suite: CheckSuite, head: CommitObject): Json => ({
  id: suite.id,
  head_branch: suite.branch,
  head_sha: suite.sha,
  status: suite.status,
  conclusion: repo.checks.conclusionOf(suite),
  before: suite.before,
  after: suite.sha,
  ...{ created_at: suite.createdAt, updated_at: suite.updatedAt },
  app: appJson(repo.world, suite.app),
  head_commit: simpleCommit(head),
  repository: repoJson(repo),
  latest_check_runs_count: repo.checks.runs.filter((run) => run.suite === suite.id).length,
  pull_requests: pullsOf(repo, suite.sha),
});
