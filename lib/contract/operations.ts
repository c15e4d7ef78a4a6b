import { createApiKey, listApiKeys, revokeApiKey } from "./api-key";
import { readMe } from "./me";
import { heartbeatTrial, measureTrial } from "./measurement";
import { createProject, deleteProject, listProjects, readProject, updateProject } from "./project";
import {
  archiveStudy,
  bestTrial,
  createStudy,
  listStudies,
  pauseStudy,
  readStudy,
  resumeStudy,
  stopStudy,
  updateStudy,
} from "./study";
import { askTrials, enqueueTrials, listTrials, readTrial, releaseTrial, tellTrial } from "./trial";

/** Every operation there is. The REST routes, the OpenAPI document, the service registry and the generated tests follow from it. */
export const operations = [
  readMe,
  listProjects,
  createProject,
  readProject,
  updateProject,
  deleteProject,
  listStudies,
  createStudy,
  readStudy,
  updateStudy,
  pauseStudy,
  resumeStudy,
  stopStudy,
  archiveStudy,
  bestTrial,
  askTrials,
  enqueueTrials,
  listTrials,
  readTrial,
  measureTrial,
  heartbeatTrial,
  tellTrial,
  releaseTrial,
  createApiKey,
  listApiKeys,
  revokeApiKey,
] as const;

export type Contract = (typeof operations)[number];
export type OperationId = Contract["id"];
