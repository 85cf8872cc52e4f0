// Reviews of pull requests: written, listed, dismissed.
import { invalid, notFound, paged, Refused, type Routes } from "./api.ts";
import { pullOf } from "./pulls.ts";
import { reviewJson } from "./shapes.ts";
import type { Review } from "./state.ts";

const STATES: Record<string, Review["state"]> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

export const reviewRoutes: Routes = {
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews": {
    needs: ["pull_requests", "read"],
    run: (call) => {
      const { items, headers } = paged(call, call.repo.talk.reviewsOf(pullOf(call).number));
      return { body: items.map((review) => reviewJson(call.repo, review)), headers };
    },
  },
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews": {
    needs: ["pull_requests", "write"],
    run: (call) => {
      const pull = pullOf(call);
      const {
        event,
        body = "",
        commit_id: commit,
      } = call.body as { event?: string; body?: string; commit_id?: string };
      const state = event === undefined ? "PENDING" : STATES[event]!;
      if (state === "APPROVED" && pull.by === call.by) throw new Refused(422, "Can not approve your own pull request");
      if (body === "" && (event === "REQUEST_CHANGES" || event === "COMMENT"))
        throw invalid("PullRequestReview", "body", "missing_field");
      const ids = { id: call.world.nextId(), pull: pull.number, by: call.by, app: call.app };
      const review: Review = {
        ...ids,
        body,
        state,
        commit: commit ?? pull.head.sha,
        submittedAt: call.world.timestamp(),
      };
      call.repo.reviews.push(review);
      return { body: reviewJson(call.repo, review) };
    },
  },
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals": {
    needs: ["pull_requests", "write"],
    run: (call) => {
      const review = call.repo.talk
        .reviewsOf(pullOf(call).number)
        .find(({ id }) => id === Number(call.params.review_id));
      if (review === undefined) throw notFound();
      if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED")
        throw new Refused(422, `Can not dismiss a ${review.state.toLowerCase()} pull request review`);
      review.state = "DISMISSED";
      return { body: reviewJson(call.repo, review) };
    },
  },
};
