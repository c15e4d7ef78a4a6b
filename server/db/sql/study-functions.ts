/** What `$queryRaw` of an open transaction offers; raw SQL lives in this folder only. */
interface RawQuery {
  $queryRaw<Row>(query: TemplateStringsArray, ...values: unknown[]): Promise<Row>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): Promise<number>;
}

export interface OwnTrial {
  readonly id: string;
  readonly assignments: unknown;
  readonly fingerprint: string;
  readonly origin: unknown;
  readonly metadata: unknown;
}

export type MintOwnOutcome =
  | { readonly kind: "minted" }
  | { readonly kind: "not_found" }
  | { readonly kind: "over_budget"; readonly left: number }
  | { readonly kind: "finished"; readonly reason: string };

export interface StudyFunctions {
  /** Nothing is handed out, minted or re-queued while this transaction holds the study (R16). */
  lock(studyId: string): Promise<void>;
  enqueue(studyId: string, trials: readonly OwnTrial[]): Promise<MintOwnOutcome>;
  syncParallelSlots(studyId: string, maxParallel: number | null): Promise<void>;
  /** The database's clock: the only one that decides. */
  now(): Promise<Date>;
}

/** The study's SQL functions, inside one transaction that has its workspace set. */
export function studyFunctions(tx: RawQuery, workspaceId: string): StudyFunctions {
  return {
    async lock(studyId) {
      await tx.$executeRaw`select pg_advisory_xact_lock(study_lock_key(${studyId}::uuid))`;
    },
    async enqueue(studyId, trials) {
      const rows = await tx.$queryRaw<{ outcome: MintOwnOutcome }[]>`
        select mint_own_trials(${workspaceId}::uuid, ${studyId}::uuid, ${JSON.stringify(trials)}::jsonb, 'enqueue') as outcome`;
      return onlyRow(rows).outcome;
    },
    async syncParallelSlots(studyId, maxParallel) {
      await tx.$executeRaw`select sync_parallel_slots(${workspaceId}::uuid, ${studyId}::uuid, ${maxParallel}::int)`;
    },
    async now() {
      return onlyRow(await tx.$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`).now;
    },
  };
}

function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("The database returned no row");
  return row;
}
