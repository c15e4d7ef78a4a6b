import { createApiKey, listApiKeys, revokeApiKey } from "./api-key";
import {
  createArtifact,
  deleteArtifact,
  downloadArtifact,
  finalizeArtifact,
  listArtifacts,
  uploadArtifact,
} from "./artifact";
import { askTrials } from "./ask";
import { readAttributes, setAttributes } from "./attributes";
import { batch, heartbeatTrials } from "./batch";
import { runDemo } from "./demo";
import { enqueueTrials } from "./enqueue";
import { streamEvents } from "./event";
import { createInvitation, listInvitations, revokeInvitation } from "./invitation";
import { readMe } from "./me";
import { heartbeatTrial, measureTrial, storeCheckpoint } from "./measurement";
import { leaveWorkspace, listMembers, removeMember, updateMember } from "./member";
import { createProject, deleteProject, listProjects, readProject, updateProject } from "./project";
import { suggestForProject } from "./project-suggest";
import { createRecords, listRecords, recordTrial, startTrial } from "./record";
import { endGroup, listGroups } from "./repeat-groups";
import { createShareLink, listShareLinks, revokeShareLink } from "./share";
import { readShared } from "./shared-study";
import { listSpaceRevisions, previewSpace } from "./space-revision";
import { archiveStudy, createStudy, listStudies, pauseStudy, readStudy, resumeStudy, stopStudy } from "./study";
import { bestTrial } from "./study-best";
import { cloneStudy } from "./study-clone";
import { readCurves } from "./study-curves";
import { deleteStudy } from "./study-deletion";
import { findStudy } from "./study-find";
import { readLineage } from "./study-lineage";
import { previewStudy } from "./study-plan";
import { readRungs } from "./study-rungs";
import { readSeries } from "./study-series";
import { listStudySummaries } from "./study-summary";
import { updateStudy } from "./study-update";
import { suggestTrial } from "./suggest";
import { listTrials, readTrial, releaseTrial, tellTrial } from "./trial";
import { retryTrial, stopTrial, stopTrials, updateTrial } from "./trial-control";
import { findTrial, matchTrials } from "./trial-match";
import {
  createWebhook,
  deleteWebhook,
  listWebhookDeliveries,
  listWebhooks,
  redeliverWebhook,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from "./webhook";
import { updateWorkspace } from "./workspace";
import { listActivity } from "./workspace-activity";
import { readBackup } from "./workspace-backup";
import { readUsage } from "./workspace-usage";

/** Every operation there is. The REST routes, the OpenAPI document, the service registry and the generated tests follow from it. */
export const operations = [
  readMe,
  listProjects,
  createProject,
  readProject,
  updateProject,
  deleteProject,
  listStudies,
  findStudy,
  createStudy,
  readStudy,
  previewStudy,
  updateStudy,
  pauseStudy,
  resumeStudy,
  stopStudy,
  archiveStudy,
  cloneStudy,
  deleteStudy,
  readAttributes,
  setAttributes,
  previewSpace,
  listSpaceRevisions,
  listStudySummaries,
  runDemo,
  bestTrial,
  listGroups,
  endGroup,
  readSeries,
  readRungs,
  readCurves,
  readLineage,
  streamEvents,
  askTrials,
  enqueueTrials,
  listTrials,
  readTrial,
  findTrial,
  matchTrials,
  measureTrial,
  heartbeatTrial,
  heartbeatTrials,
  storeCheckpoint,
  tellTrial,
  releaseTrial,
  stopTrial,
  stopTrials,
  retryTrial,
  updateTrial,
  createRecords,
  startTrial,
  recordTrial,
  listRecords,
  suggestTrial,
  suggestForProject,
  batch,
  createArtifact,
  uploadArtifact,
  finalizeArtifact,
  listArtifacts,
  downloadArtifact,
  deleteArtifact,
  createApiKey,
  listApiKeys,
  revokeApiKey,
  createWebhook,
  listWebhooks,
  updateWebhook,
  deleteWebhook,
  testWebhook,
  rotateWebhookSecret,
  listWebhookDeliveries,
  redeliverWebhook,
  updateWorkspace,
  listActivity,
  readUsage,
  readBackup,
  listMembers,
  updateMember,
  removeMember,
  leaveWorkspace,
  createInvitation,
  listInvitations,
  revokeInvitation,
  createShareLink,
  listShareLinks,
  revokeShareLink,
  readShared,
] as const;

export type Contract = (typeof operations)[number];
export type OperationId = Contract["id"];
