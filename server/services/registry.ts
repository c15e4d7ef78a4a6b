import type { Contract } from "@/lib/contract/operations";
import type { Service } from "@/server/kernel/service";
import type { StreamService } from "@/server/kernel/stream-service";
import { createApiKey } from "./api-key/create-api-key";
import { listApiKeys } from "./api-key/list-api-keys";
import { revokeApiKey } from "./api-key/revoke-api-key";
import { createArtifact } from "./artifact/create-artifact";
import { deleteArtifact } from "./artifact/delete-artifact";
import { downloadArtifact } from "./artifact/download-artifact";
import { finalizeArtifact } from "./artifact/finalize-artifact";
import { listArtifacts } from "./artifact/list-artifacts";
import { uploadArtifact } from "./artifact/upload-artifact";
import { runDemo } from "./demo/run-demo";
import { createInvitation } from "./invitation/create-invitation";
import { listInvitations } from "./invitation/list-invitations";
import { revokeInvitation } from "./invitation/revoke-invitation";
import { readMe } from "./me/read-me";
import { leaveWorkspace } from "./member/leave-workspace";
import { listMembers } from "./member/list-members";
import { removeMember } from "./member/remove-member";
import { updateMember } from "./member/update-member";
import { createProject } from "./project/create-project";
import { deleteProject } from "./project/delete-project";
import { listProjects } from "./project/list-projects";
import { readProject } from "./project/read-project";
import { suggestForProject } from "./project/suggest-for-project";
import { updateProject } from "./project/update-project";
import { createShareLink } from "./share/create-share-link";
import { listShareLinks } from "./share/list-share-links";
import { readShared } from "./share/read-shared";
import { revokeShareLink } from "./share/revoke-share-link";
import { archiveStudy } from "./study/archive-study";
import { bestTrial } from "./study/best-trial";
import { cloneStudy } from "./study/clone-study";
import { createStudy } from "./study/create-study";
import { deleteStudy } from "./study/delete-study";
import { endGroup } from "./study/end-group";
import { findStudyByName } from "./study/find-study-by-name";
import { listGroups } from "./study/list-groups";
import { listSpaceRevisions } from "./study/list-space-revisions";
import { listStudies } from "./study/list-studies";
import { listStudySummaries } from "./study/list-study-summaries";
import { pauseStudy } from "./study/pause-study";
import { previewSpace } from "./study/preview-space";
import { previewStudy } from "./study/preview-study";
import { readAttributes } from "./study/read-attributes";
import { readCurves } from "./study/read-curves";
import { readLineage } from "./study/read-lineage";
import { readRungs } from "./study/read-rungs";
import { readSeries } from "./study/read-series";
import { readStudy } from "./study/read-study";
import { resumeStudy } from "./study/resume-study";
import { setAttributes } from "./study/set-attributes";
import { stopStudy } from "./study/stop-study";
import { streamEvents } from "./study/stream-events";
import { updateStudy } from "./study/update-study";
import { askTrials } from "./trial/ask-trials";
import { batch } from "./trial/batch";
import { createRecords } from "./trial/create-records";
import { enqueueTrials } from "./trial/enqueue-trials";
import { findTrial } from "./trial/find-trial";
import { heartbeatTrial } from "./trial/heartbeat-trial";
import { heartbeatTrials } from "./trial/heartbeat-trials";
import { listRecords } from "./trial/list-records";
import { listTrials } from "./trial/list-trials";
import { matchTrials } from "./trial/match-trials";
import { measureTrial } from "./trial/measure-trial";
import { readTrial } from "./trial/read-trial";
import { recordTrial } from "./trial/record-trial";
import { releaseTrial } from "./trial/release-trial";
import { retryTrial } from "./trial/retry-trial";
import { startTrial } from "./trial/start-trial";
import { stopTrial } from "./trial/stop-trial";
import { stopTrials } from "./trial/stop-trials";
import { storeCheckpoint } from "./trial/store-checkpoint";
import { suggestTrial } from "./trial/suggest-trial";
import { tellTrial } from "./trial/tell-trial";
import { updateTrial } from "./trial/update-trial";
import { createWebhook } from "./webhook/create-webhook";
import { deleteWebhook } from "./webhook/delete-webhook";
import { listWebhookDeliveries } from "./webhook/list-webhook-deliveries";
import { listWebhooks } from "./webhook/list-webhooks";
import { redeliverWebhook } from "./webhook/redeliver-webhook";
import { rotateWebhookSecret } from "./webhook/rotate-webhook-secret";
import { testWebhook } from "./webhook/test-webhook";
import { updateWebhook } from "./webhook/update-webhook";
import { listActivity } from "./workspace/list-activity";
import { readBackup } from "./workspace/read-backup";
import { readUsage } from "./workspace/read-usage";
import { updateWorkspace } from "./workspace/update-workspace";

type Registry = {
  readonly [Op in Contract as Op["id"]]: Op extends { readonly kind: "stream" }
    ? StreamService<Op["input"], Op["output"]>
    : Service<Op["input"], Op["output"]>;
};

/** Operation by id → its one implementation. A missing or wrong pair does not compile. */
export const services = {
  "me.read": readMe,
  "project.list": listProjects,
  "project.create": createProject,
  "project.read": readProject,
  "project.update": updateProject,
  "project.delete": deleteProject,
  "study.list": listStudies,
  "study.find": findStudyByName,
  "study.create": createStudy,
  "study.read": readStudy,
  "study.preview-plan": previewStudy,
  "study.update": updateStudy,
  "study.pause": pauseStudy,
  "study.resume": resumeStudy,
  "study.stop": stopStudy,
  "study.archive": archiveStudy,
  "study.clone": cloneStudy,
  "study.delete": deleteStudy,
  "study.attributes": readAttributes,
  "study.set-attributes": setAttributes,
  "study.preview-space": previewSpace,
  "study.space-revisions": listSpaceRevisions,
  "study.summaries": listStudySummaries,
  "study.run-demo": runDemo,
  "study.best": bestTrial,
  "study.groups": listGroups,
  "study.end-group": endGroup,
  "study.series": readSeries,
  "study.rungs": readRungs,
  "study.curves": readCurves,
  "study.lineage": readLineage,
  "study.events": streamEvents,
  "trial.ask": askTrials,
  "trial.enqueue": enqueueTrials,
  "trial.list": listTrials,
  "trial.read": readTrial,
  "trial.find": findTrial,
  "trial.match": matchTrials,
  "trial.measure": measureTrial,
  "trial.heartbeat": heartbeatTrial,
  "trial.heartbeats": heartbeatTrials,
  "trial.checkpoint": storeCheckpoint,
  "trial.tell": tellTrial,
  "trial.release": releaseTrial,
  "trial.stop": stopTrial,
  "trial.stop-many": stopTrials,
  "trial.retry": retryTrial,
  "trial.update": updateTrial,
  "trial.create-records": createRecords,
  "trial.start": startTrial,
  "trial.record": recordTrial,
  "trial.list-records": listRecords,
  "trial.suggest": suggestTrial,
  "project.suggest": suggestForProject,
  "trial.batch": batch,
  "artifact.create": createArtifact,
  "artifact.upload": uploadArtifact,
  "artifact.finalize": finalizeArtifact,
  "artifact.list": listArtifacts,
  "artifact.download": downloadArtifact,
  "artifact.delete": deleteArtifact,
  "api-key.create": createApiKey,
  "api-key.list": listApiKeys,
  "api-key.revoke": revokeApiKey,
  "webhook.create": createWebhook,
  "webhook.list": listWebhooks,
  "webhook.update": updateWebhook,
  "webhook.delete": deleteWebhook,
  "webhook.test": testWebhook,
  "webhook.rotate-secret": rotateWebhookSecret,
  "webhook.deliveries": listWebhookDeliveries,
  "webhook.redeliver": redeliverWebhook,
  "workspace.update": updateWorkspace,
  "workspace.activity": listActivity,
  "workspace.usage": readUsage,
  "workspace.backup": readBackup,
  "member.list": listMembers,
  "member.update": updateMember,
  "member.remove": removeMember,
  "member.leave": leaveWorkspace,
  "invitation.create": createInvitation,
  "invitation.list": listInvitations,
  "invitation.revoke": revokeInvitation,
  "share.create": createShareLink,
  "share.list": listShareLinks,
  "share.revoke": revokeShareLink,
  "shared.read": readShared,
} satisfies Registry;
