import type { Prisma, PrismaClient } from "@/server/generated/prisma/client";
import { processSingleton } from "@/server/kernel/process";
import { pools } from "./pools";
import { prisma } from "./prisma";
import { scopeExtension } from "./scope-extension";
import {
  type ArtifactFunctions,
  artifactFunctions,
  type DeleteArtifact,
  deleteArtifact,
} from "./sql/artifact-functions";
import { type ExternalTrials, externalTrials } from "./sql/external-trials";
import { type HotPath, hotPath } from "./sql/hot-path";
import {
  type BestGroupQuery,
  type GroupFigures,
  type GroupQuery,
  type GroupRow,
  type GroupTrialQuery,
  type GroupTrialRow,
  type LastRace,
  type RepeatableGroup,
  readBestGroup,
  readGroups,
  readGroupTrials,
  readLastRace,
  readRepeatableGroups,
} from "./sql/repeat-groups-sql";
import { type ScheduleFunctions, scheduleFunctions } from "./sql/schedule-functions";
import { type ScheduleViews, scheduleViews } from "./sql/schedule-views";
import { type StudyFunctions, studyFunctions } from "./sql/study-functions";
import { type SummaryRequest, type SummaryRow, studySummaries } from "./sql/study-summaries";
import {
  type SuggestHead,
  type SuggestTrial,
  type SuggestTrialsQuery,
  suggestHead,
  suggestTrials,
} from "./sql/suggest-sql";
import { type TrialQueries, trialQueries } from "./sql/trial-queries";
import { type RecordRow, type RecordsQuery, trialRecords } from "./sql/trial-records-sql";
import { readUnresumedTrials, type UnresumedTrials } from "./sql/unresumed-trials";
import { type UsageRow, workspaceUsage } from "./sql/workspace-usage";

/** Operations that reach around the scope do not exist on the type either. */
type Scoped<Delegate> = Omit<Delegate, "upsert" | "createManyAndReturn" | "updateManyAndReturn">;

const MODELS = [
  "workspace",
  "membership",
  "invitation",
  "apiKey",
  "shareLink",
  "project",
  "study",
  "spaceRevision",
  "warmStart",
  "trial",
  "attempt",
  "measurement",
  "observationValue",
  "engineLease",
  "idempotencyRecord",
  "auditEvent",
  "outbox",
  "event",
  "webhook",
  "webhookDelivery",
  "artifact",
] as const;

type Models = { readonly [Name in (typeof MODELS)[number]]: Scoped<PrismaClient[Name]> };

/** One open transaction of one workspace. */
export type TransactionDb = Models & {
  readonly workspaceId: string;
  readonly studies: StudyFunctions;
  readonly externalTrials: ExternalTrials;
  readonly deleteArtifact: DeleteArtifact;
  repeatableGroups(studyId: string): Promise<readonly RepeatableGroup[]>;
  unresumedTrials(studyIds: readonly string[]): Promise<readonly UnresumedTrials[]>;
};

/** A database handle that sees one workspace, by the scoped client and by row-level security. */
export type WorkspaceDb = Models & {
  readonly workspaceId: string;
  readonly hot: HotPath;
  readonly artifacts: ArtifactFunctions;
  readonly schedules: ScheduleFunctions;
  readonly trials: TrialQueries;
  readonly scheduleViews: ScheduleViews;
  trialRecords(query: RecordsQuery): Promise<readonly RecordRow[]>;
  /** Null when there is no such trial. */
  suggestHead(trialId: string): Promise<SuggestHead | null>;
  suggestTrials(query: SuggestTrialsQuery): Promise<readonly SuggestTrial[]>;
  studySummaries(request: SummaryRequest): Promise<readonly SummaryRow[]>;
  groups(query: GroupQuery): Promise<readonly GroupRow[]>;
  groupTrials(query: GroupTrialQuery): Promise<readonly GroupTrialRow[]>;
  bestGroup(query: BestGroupQuery): Promise<GroupFigures | null>;
  lastRace(studyId: string): Promise<LastRace | null>;
  repeatableGroups(studyId: string): Promise<readonly RepeatableGroup[]>;
  unresumedTrials(studyIds: readonly string[]): Promise<readonly UnresumedTrials[]>;
  usage(days: number): Promise<UsageRow | undefined>;
  /** `timeoutMs`: of the whole of it; the usual one when absent. */
  transaction<Result>(work: (db: TransactionDb) => Promise<Result>, timeoutMs?: number): Promise<Result>;
};

/** Below Prisma's own limit, so that the database ends a late transaction whole instead of Prisma ending it half. */
const TRANSACTION_TIMEOUT_MS = 7_000;

/** Handles hold no request's state, so each workspace's is made once; the bound keeps a busy host from collecting them. */
const HANDLES_MAX = 1_000;

export function workspaceDb(workspaceId: string): WorkspaceDb {
  const handles = handlesOf(pools());
  const known = handles.get(workspaceId);
  if (known !== undefined) return known;
  if (handles.size >= HANDLES_MAX) handles.clear();
  const made = makeWorkspaceDb(workspaceId);
  handles.set(workspaceId, made);
  return made;
}

/** Handles are of the pools that are open now. */
function handlesOf(opened: object): Map<string, WorkspaceDb> {
  const byPools = processSingleton("workspace-dbs", () => new WeakMap<object, Map<string, WorkspaceDb>>());
  const handles = byPools.get(opened) ?? new Map<string, WorkspaceDb>();
  byPools.set(opened, handles);
  return handles;
}

function makeWorkspaceDb(workspaceId: string): WorkspaceDb {
  const raw = prisma();
  const scoped = raw.$extends(scopeExtension(workspaceId));
  // Each single read or write is a batch of two: say which workspace, then do it.
  const batched = scoped.$extends({
    name: "workspace-setting",
    query: {
      $allModels: {
        async $allOperations({ args, query }) {
          const [, result] = await raw.$transaction([
            raw.$executeRaw`select set_config('app.workspace_id', ${workspaceId}, true)`,
            query(args) as Prisma.PrismaPromise<unknown>, // an extension's query is lazy, as a batch needs it
          ]);
          return result;
        },
      },
    },
  });
  const transaction = <Result>(
    work: (db: TransactionDb) => Promise<Result>,
    timeoutMs = TRANSACTION_TIMEOUT_MS,
  ): Promise<Result> =>
    scoped.$transaction(
      async (tx) => {
        await tx.$executeRaw`select set_config('app.workspace_id', ${workspaceId}, true), case
          when current_setting('server_version_num')::int >= 170000
          then set_config('transaction_timeout', ${`${timeoutMs}ms`}, true) end`;
        const functions = {
          studies: studyFunctions(tx, workspaceId),
          externalTrials: externalTrials(tx, workspaceId),
          deleteArtifact: deleteArtifact(tx, workspaceId),
        };
        const readHere = <Row>(statement: Prisma.Sql): Promise<Row[]> => tx.$queryRaw<Row[]>(statement);
        const repeatableGroups = (studyId: string) => readRepeatableGroups(readHere, workspaceId, studyId);
        const unresumedTrials = (studyIds: readonly string[]) => readUnresumedTrials(readHere, workspaceId, studyIds);
        return work({ ...pickModels(tx), workspaceId, ...functions, repeatableGroups, unresumedTrials });
      },
      { timeout: timeoutMs + 1_000, maxWait: 4_000 },
    );
  const read = async <Row>(statement: Prisma.Sql): Promise<readonly Row[]> => {
    const [, rows] = await raw.$transaction([
      raw.$executeRaw`select set_config('app.workspace_id', ${workspaceId}, true)`,
      raw.$queryRaw<Row[]>(statement),
    ]);
    return rows;
  };
  return {
    ...pickModels(batched),
    workspaceId,
    hot: hotPath(pools(), workspaceId),
    artifacts: artifactFunctions(pools().hot, workspaceId),
    schedules: scheduleFunctions(pools().hot, workspaceId),
    trials: trialQueries(read, workspaceId),
    scheduleViews: scheduleViews(read, workspaceId),
    trialRecords: (query) => read<RecordRow>(trialRecords(workspaceId, query)),
    suggestHead: async (trialId) => (await read<SuggestHead>(suggestHead(workspaceId, trialId)))[0] ?? null,
    suggestTrials: (query) => read<SuggestTrial>(suggestTrials(workspaceId, query)),
    studySummaries: (request) => read<SummaryRow>(studySummaries(workspaceId, request)),
    groups: (query) => readGroups(read, workspaceId, query),
    groupTrials: (query) => readGroupTrials(read, workspaceId, query),
    bestGroup: (query) => readBestGroup(read, workspaceId, query),
    lastRace: (studyId) => readLastRace(read, workspaceId, studyId),
    repeatableGroups: (studyId) => readRepeatableGroups(read, workspaceId, studyId),
    unresumedTrials: (studyIds) => readUnresumedTrials(read, workspaceId, studyIds),
    usage: async (days) => (await read<UsageRow>(workspaceUsage(workspaceId, days)))[0],
    transaction,
  };
}

/** An extended client has the plain client's models, with the same methods, under a generated type of its own. */
function pickModels(client: object): Models {
  return Object.fromEntries(MODELS.map((name) => [name, Reflect.get(client, name)])) as unknown as Models;
}
