import { router } from "./init";
import { meRouter } from "./routers/me";
import { projectRouter } from "./routers/project";
import { studyRouter } from "./routers/study";
import { trialRouter } from "./routers/trial";

export const appRouter = router({ me: meRouter, project: projectRouter, study: studyRouter, trial: trialRouter });
export type AppRouter = typeof appRouter;
