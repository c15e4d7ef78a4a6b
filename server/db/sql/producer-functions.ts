import type pg from "pg";
import type { Source } from "@/lib/engine/problem";
import type { ToldRow } from "./hot-path";

export interface SnapshotTrial {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly assignments: Record<string, string | number | boolean | null>;
  readonly values: Readonly<Record<string, ToldRow>>;
  /** What the sampler noted in the trial's origin when it made the trial. */
  readonly generation: unknown;
}

export interface EngineSnapshot {
  readonly state: string;
  readonly next_number: number;
  readonly room: number;
  readonly exhausted: boolean;
  readonly space_revision: number;
  readonly search_space: unknown;
  readonly constraints: unknown;
  readonly objectives: readonly { metric: string; direction: "minimize" | "maximize" }[];
  readonly outcome_constraints: readonly { metric: string; lte?: number; gte?: number }[];
  readonly sampler: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly seed: string;
  readonly max_trials: number;
  readonly trials: readonly SnapshotTrial[];
}

/** Why a sampler has nothing more to offer; the study then finishes with this reason. */
export type Exhaustion = "grid_exhausted" | "no_point_found";

export interface MintCall {
  readonly fence: number;
  readonly firstNumber: number;
  readonly spaceRevision: number;
  readonly trials: readonly { id: string; assignments: unknown; fingerprint: string; origin: unknown }[];
  readonly exhausted: Exhaustion | null;
  readonly call: { id: string; engine_version: string; basis_seq: number; pending: readonly number[]; took_ms: number };
}

export type MintOutcome =
  | { readonly kind: "minted"; readonly count: number }
  | { readonly kind: "fenced" | "closed" | "outdated" | "duplicate" };

export interface ProducerFunctions {
  /** The fence, or null while another replica holds the study's engine. */
  acquireLease(holder: string, seconds: number): Promise<{ fence: number } | null>;
  /** Trials from this number on; none when null. */
  snapshot(fromNumber: number | null): Promise<EngineSnapshot | null>;
  /** What the study learns from others; the same for ever. */
  sources(): Promise<readonly Source[]>;
  mint(call: MintCall): Promise<MintOutcome>;
}

export interface StudyAddress {
  readonly workspaceId: string;
  readonly studyId: string;
}

/** The producer's SQL functions (prisma/migrations) for one study. */
export function producerFunctions(pool: pg.Pool, { workspaceId, studyId }: StudyAddress): ProducerFunctions {
  const call = async <Outcome>(name: string, values: readonly unknown[]): Promise<Outcome> => {
    const parameters = values.map((_, index) => `$${index + 3}`);
    const { rows } = await pool.query<{ outcome: Outcome }>({
      name,
      text: `select ${name}(${["$1", "$2", ...parameters].join(", ")}) as outcome`,
      values: [workspaceId, studyId, ...values],
    });
    const [row] = rows;
    if (row === undefined) throw new Error(`${name} returned no row`);
    return row.outcome;
  };
  return {
    acquireLease: (holder, seconds) => call("acquire_engine_lease", [holder, seconds]),
    snapshot: (fromNumber) => call("engine_snapshot", [fromNumber]),
    sources: () => call("engine_sources", []),
    mint: ({ fence, firstNumber, spaceRevision, trials, exhausted, call: engineCall }) =>
      call("mint_trials", [
        fence,
        firstNumber,
        spaceRevision,
        JSON.stringify(trials),
        exhausted,
        JSON.stringify(engineCall),
      ]),
  };
}
