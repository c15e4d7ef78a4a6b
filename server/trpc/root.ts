import { router } from "./init";
import { apiKeyRouter } from "./routers/api-key";
import { artifactRouter } from "./routers/artifact";
import { invitationRouter } from "./routers/invitation";
import { meRouter } from "./routers/me";
import { memberRouter } from "./routers/member";
import { projectRouter } from "./routers/project";
import { shareRouter } from "./routers/share";
import { studyRouter } from "./routers/study";
import { trialRouter } from "./routers/trial";
import { webhookRouter } from "./routers/webhook";
import { workspaceRouter } from "./routers/workspace";

export const appRouter = router({
  artifact: artifactRouter,
  invitation: invitationRouter,
  member: memberRouter,
  workspace: workspaceRouter,
  "api-key": apiKeyRouter,
  me: meRouter,
  project: projectRouter,
  share: shareRouter,
  study: studyRouter,
  trial: trialRouter,
  webhook: webhookRouter,
});
export type AppRouter = typeof appRouter;
