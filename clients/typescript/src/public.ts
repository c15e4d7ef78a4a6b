/** What the package is to others; everything else may change. */
export { type ErrorCode, type Problem, RefusedError, TellusError, UnreachableError } from "./errors.ts";
export type { components, operations, paths } from "./generated/api.ts";
export type { AssignmentsOf, SearchSpace } from "./search-space.ts";
export type { TellusOptions } from "./settings.ts";
export type { AskOptions, BestRecord, RunOptions, Study, StudyRecord } from "./study.ts";
export { type StudyDefinition, Tellus } from "./tellus.ts";
export type {
  CheckpointPlace,
  HandedOutTrial,
  TellOptions,
  TellOutcome,
  ToldValues,
  Trial,
  TrialState,
  Values,
  Verdict,
} from "./trial.ts";
