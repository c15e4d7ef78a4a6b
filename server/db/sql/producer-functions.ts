import type pg from "pg";
import type { RaceDecision, RepeatView } from "@/lib/domain/plan-repeats";
import type { Source } from "@/lib/engine/problem";
import type { ToldRow } from "./hot-path";

type AssignmentsRow = Record<string, string | number | boolean | null>;

/** A result as an engine learns it: a trial that ended, or a later revision of its values. */
export interface ToldTrial {
  readonly trial_id: string;
  readonly kind: "result" | "correction";
  readonly version: number;
  /** Its place in the study's history; null when it is not there yet. */
  readonly seq: number | null;
  readonly number: number;
  readonly state: string;
  readonly assignments: AssignmentsRow;
  readonly values: Readonly<Record<string, ToldRow>>;
  /** What the sampler noted in the trial's origin when it made the trial. */
  readonly generation: unknown;
  /** Of the search space it was made in. */
  readonly space_revision: number;
  /** Where it was told, and is something. */
  readonly cost?: number;
}

export interface OpenTrial {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly assignments: AssignmentsRow;
  readonly generation: unknown;
  /** On the shelf: the sampler's, and nobody was given it. */
  readonly unsold: boolean;
  readonly version: number;
  readonly basis: number | null;
  readonly space_revision: number;
}

export interface EngineHead {
  readonly state: string;
  readonly next_number: number;
  readonly room: number;
  readonly exhausted: boolean;
  readonly space_revision: number;
  readonly search_space: unknown;
  readonly constraints: unknown;
  readonly objectives: readonly { metric: string; direction: "minimize" | "maximize"; reference?: number }[];
  readonly outcome_constraints: readonly { metric: string; lte?: number; gte?: number }[];
  readonly sampler: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly seed: string;
  readonly max_trials: number;
  /** None where there are none to learn from. */
  readonly rungs?: RungsRow | null;
}

/** What trials reached at the rungs of a study whose scheduler compares them at a few fixed resources. */
export interface RungsRow {
  /** The entry of the schedule log up to which this goes. */
  readonly seq: number;
  readonly resources: readonly number[];
  /** By trial, ascending by resource. */
  readonly results: readonly {
    readonly number: number;
    readonly resource: number;
    readonly values: Readonly<Record<string, Pick<ToldRow, "value" | "kind">>>;
  }[];
}

export interface EngineView extends EngineHead {
  /** It is to be played the same way again: nothing may depend on how long something takes. */
  readonly reproducible: boolean;
  /** How many results there were. Of two views the one that counts more saw all that the other saw (results_of). */
  readonly results: number;
  readonly crashes: { readonly count: number; readonly version: string | null } | null;
  /** In the order of the history, and then in which what is new will get there. */
  readonly told: readonly ToldTrial[];
  readonly open: readonly OpenTrial[];
}

/** What the caller of a view knows: the history up to `seq`, and what was numbered and open at that point. */
export interface KnownHistory {
  readonly seq: number;
  readonly next_number: number;
  readonly open: readonly number[];
}

/** Why a sampler has nothing more to offer; the study then finishes with this reason. */
export type Exhaustion = "grid_exhausted" | "no_point_found";

interface StoredSuggestion {
  readonly id: string;
  readonly assignments: unknown;
  readonly fingerprint: string;
  readonly origin: unknown;
}

export interface MintCall {
  /** Null: without a lease; such a call adds nothing to the history and rewrites nothing. */
  readonly fence: number | null;
  readonly firstNumber: number;
  readonly spaceRevision: number;
  readonly trials: readonly StoredSuggestion[];
  readonly exhausted: Exhaustion | null;
  readonly call: {
    readonly id: string;
    readonly engine_version: string;
    readonly basis_seq: number;
    readonly basis?: number | null;
    readonly pending: unknown;
    readonly took_ms: number;
    readonly history?: {
      readonly after: number;
      readonly results: readonly Pick<ToldTrial, "trial_id" | "kind" | "version">[];
    };
    readonly rewrites?: readonly StoredSuggestion[];
    readonly kept?: readonly string[];
    readonly moves?: boolean;
    readonly numbers?: readonly number[];
    readonly outputs?: unknown;
    readonly tier?: string;
    readonly request?: unknown;
    readonly runtime?: unknown;
  };
}

export type MintOutcome =
  | { readonly kind: "minted"; readonly count: number; readonly rewritten: number }
  | { readonly kind: "fenced" | "closed" | "outdated" | "duplicate" | "misfolded" };

/** What is to be repeated, and what the caller knows. */
export interface RepeatRow extends RepeatView {
  readonly state: string;
  /** How many decisions there are. */
  readonly seen: number;
  readonly space_revision: number;
  /** No trial below this number is of a group that has to be looked at again. */
  readonly settled_before: number;
  readonly open_firsts: RepeatView["open_firsts"] & { readonly from: number };
  readonly incomplete: readonly (RepeatView["incomplete"][number] & { readonly number: number })[];
  readonly unraced: readonly (RepeatView["unraced"][number] & { readonly number: number })[];
}

export interface RepeatCall {
  /** Null: without a lease. */
  readonly fence: number | null;
  readonly seen: number;
  readonly decisions: readonly RaceDecision[];
  readonly repeats: readonly { readonly id: string; readonly group: string; readonly index: number }[];
  /** What the view says is settled under its space; null: nothing worth noting. */
  readonly settled: { readonly before: number; readonly space_revision: number } | null;
}

export type RepeatOutcome =
  | { readonly kind: "followed"; readonly made: number }
  | { readonly kind: "fenced" | "closed" | "behind" };

export interface ProducerFunctions {
  /** The fence, or null while another replica holds the study's engine. */
  acquireLease(holder: string, seconds: number): Promise<{ fence: number } | null>;
  releaseLease(fence: number): Promise<boolean>;
  /** How often in a row it crashed by now; null when the fence is not the study's any more. */
  noteOutcome(outcome: {
    readonly fence: number;
    readonly crashed: boolean;
    readonly version: string;
  }): Promise<number | null>;
  /** The study itself, for who needs no trials. */
  head(): Promise<EngineHead | null>;
  /** What is new; with null only the study and its shelf. */
  view(known: KnownHistory | null): Promise<EngineView | null>;
  /** What the study learns from others; the same for ever. */
  sources(): Promise<readonly Source[]>;
  /** Every search space that the study has had, in order. */
  spaces(): Promise<readonly Pick<EngineHead, "search_space" | "constraints">[]>;
  mint(call: MintCall): Promise<MintOutcome>;
  /** Cancels suggestions of an earlier space for which the engine had nothing in the present one; how many. */
  dropOutdated(dropped: {
    readonly fence: number;
    readonly spaceRevision: number;
    readonly ids: readonly string[];
  }): Promise<number>;
  /** Of a study with repeats: what is not settled. */
  repeats(): Promise<RepeatRow | null>;
  followRepeats(call: RepeatCall): Promise<RepeatOutcome>;
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
    releaseLease: (fence) => call("release_engine_lease", [fence]),
    noteOutcome: ({ fence, crashed, version }) => call("note_engine_outcome", [fence, crashed, version]),
    head: () => call("engine_snapshot", [null]),
    view: (known) => call("engine_view", [known === null ? null : JSON.stringify(known)]),
    sources: () => call("engine_sources", []),
    spaces: () => call("engine_spaces", []),
    dropOutdated: ({ fence, spaceRevision, ids }) => call("drop_outdated", [fence, spaceRevision, ids]),
    repeats: () => call("repeat_view", [null]),
    followRepeats: ({ fence, seen, decisions, repeats, settled }) =>
      call("follow_repeats", [
        fence,
        seen,
        JSON.stringify(decisions),
        JSON.stringify(repeats),
        settled && JSON.stringify(settled),
      ]),
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
