// Everything the double imitates, by GitHub's own names.
import { activityRoutes } from "./activity.ts";
import type { Routes } from "./api.ts";
import { appRoutes } from "./apps.ts";
import { checkRoutes } from "./checks.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes } from "./commits.ts";
import { compareRoutes } from "./compare.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { gitRoutes } from "./git-data.ts";
import { issueRoutes } from "./issues.ts";
import { limitRoutes } from "./limits.ts";
import { pullRoutes } from "./pulls.ts";
import { refRoutes } from "./refs.ts";
import { reviewRoutes } from "./reviews.ts";
import { ruleRoutes } from "./rules.ts";
import { statusRoutes } from "./statuses.ts";
import { teamRoutes } from "./teams.ts";

export const routes: Routes = {
  ...appRoutes,
  ...deliveryRoutes,
  ...refRoutes,
  ...gitRoutes,
  ...commitRoutes,
  ...compareRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...checkRoutes,
  ...statusRoutes,
  ...issueRoutes,
  ...commentRoutes,
  ...activityRoutes,
  ...ruleRoutes,
  ...teamRoutes,
  ...limitRoutes,
};
