import pg from "pg";
import { toUuid } from "@/server/kernel/ids";
import type { Endpoint, Input } from "./endpoint";
import type { IdPosition } from "./id-positions";
import type { Place } from "./place";
import { SAME_ARTIFACT } from "./place-artifacts";
import { ASK_KEY, WORKER } from "./place-trials";

interface FunctionRow {
  readonly name: string;
  readonly arguments: readonly string[];
}

/**
 * Every SQL function that takes a workspace, called by the app's role for the caller's workspace as if nothing had been
 * looked up before: what a service checks first does not count here.
 */
export async function sqlFunctionEndpoints(admin: pg.Pool, app: pg.Pool): Promise<readonly Endpoint[]> {
  const { rows } = await admin.query<FunctionRow>(
    `select proname as name, proargnames[1:pronargs] as arguments from pg_proc
      where pronamespace = 'public'::regnamespace and proargnames[1] = 'p_workspace' order by 1`,
  );
  return rows.map(({ name, arguments: [, ...names] }) => ({
    name: `sql ${name}`,
    positions: names.flatMap((argument) => POSITIONS[argument] ?? []),
    inputs: (place) => [Object.fromEntries(names.map((argument) => [argument, exampleOf({ name, argument, place })]))],
    call: ({ actor }, input) => callFunction({ app, name, names, workspaceId: actor.workspaceId, input }),
    refusesAbsent: false,
  }));
}

const POSITIONS: Readonly<Record<string, IdPosition>> = {
  p_study: { path: ["p_study"], kind: "std" },
  p_trial: { path: ["p_trial"], kind: "trl" },
  p_artifact: { path: ["p_artifact"], kind: "art" },
  p_ids: { path: ["p_ids", 0], kind: "trl" },
  p_trial_ids: { path: ["p_trial_ids", 0], kind: "trl" },
  // An ask is remembered under a route that names its study.
  p_route: { path: ["p_route", 0], kind: "std" },
};

const TRIAL = {
  id: "00000000-0000-7000-8000-000000000001",
  assignments: { x: 0.75 },
  fingerprint: "a fingerprint of its own",
  origin: { sampler: "test" },
};

const CORRECTED = JSON.stringify([{ metric: "loss", value: 0.75, kind: "finite", std_error: null, n: null }]);

/** An argument's value at a place. What a function does with another's id must not depend on the rest being wrong. */
const EXAMPLES: Readonly<Record<string, (place: Place) => unknown>> = {
  p_study: (place) => place.study,
  p_trial: (place) => place.runningTrial,
  p_ids: (place) => [place.runningTrial],
  p_trial_ids: (place) => [place.runningTrial],
  p_route: (place) => [place.study],
  p_key: () => ASK_KEY,
  p_hash: () => Buffer.alloc(32),
  p_principal: (place) => place.context.actor.id,
  p_holder: () => TRIAL.id,
  p_project: () => null,
  p_worker: () => WORKER,
  p_sticky: () => false,
  p_attempt: () => 1,
  p_count: () => 1,
  p_lease: () => 60,
  p_seconds: () => 60,
  p_metadata: () => null,
  p_fixed: () => null,
  p_fence: () => 1,
  p_from: () => null,
  p_revision: () => 1,
  p_known: () => JSON.stringify({ seq: 0, next_number: 0, open: [] }),
  p_seq: () => 0,
  p_next_number: () => 0,
  p_open: () => [],
  p_shelf_only: () => false,
  p_crashed: () => true,
  p_version: () => "test",
  p_horizon: () => null,
  p_partial: () => true,
  p_can_resume: () => true,
  p_first_number: (place) => place.studyTrials,
  p_space_revision: () => 1,
  p_trials: () => JSON.stringify([TRIAL]),
  p_exhausted: () => null,
  p_call: () => JSON.stringify({ id: TRIAL.id, engine_version: "test", basis_seq: 0, pending: [], took_ms: 1 }),
  p_source: () => "enqueue",
  p_max: () => null,
  p_steps: () => [1],
  p_metrics: () => ["loss"],
  p_values: () => [0.5],
  p_kinds: () => ["finite"],
  p_state: () => "failed",
  p_cost: () => null,
  p_reason: () => null,
  p_project_ids: () => [null],
  p_attempts: () => [1],
  p_states: () => ["failed"],
  p_costs: () => [null],
  p_reasons: () => [null],
  p_hashes: () => [Buffer.alloc(32)],
  p_checkpoint: () => null,
  p_after: () => 0,
  p_want: () => 1,
  p_seen: () => null,
  p_decisions: () => "[]",
  p_repeats: () => "[]",
  p_changes: () => JSON.stringify([{ kind: "placed", trial: 0, bracket: 0, target: null }]),
  p_children: () => "[]",
  p_pauses_at: () => null,
  p_outcome: () => "failed",
  p_is_decided: () => false,
  p_if_version: () => null,
  p_tags: () => ["of a test"],
  p_note: () => "of a test",
  p_actor_kind: () => "person",
  p_actor: (place) => place.context.actor.id,
  p_artifact: (place) => place.artifact,
  p_given: (place) =>
    JSON.stringify({ ...SAME_ARTIFACT, id: TRIAL.id, created_kind: "person", created_by: place.context.actor.id }),
  p_quota: () => 1_000_000,
};

/** Where one name means different things. */
const OWN_EXAMPLES: Readonly<Record<string, (place: Place) => unknown>> = {
  "engine_snapshot p_from": () => 0,
  "repeat_view p_from": () => 0,
  "follow_repeats p_fence": () => null,
  "follow_repeats p_seen": () => 0,
  "follow_repeats p_settled": () => JSON.stringify({ before: 1, space_revision: 1 }),
  "tell_trial p_values": () => "[]",
  "store_tell p_values": () => "[]",
  "tell_scheduled p_values": () => "[]",
  "tell_trials p_values": () => ["[]"],
  "changed_values p_values": () => CORRECTED,
  "correct_values p_values": () => CORRECTED,
  // Only of a completed trial.
  "correct_values p_trial": (place) => place.endedTrial,
  "correct_values p_reason": () => "measured again",
  "update_trial p_values": () => null,
  "import_trials p_trials": () => JSON.stringify([{ ...TRIAL, state: "failed", metadata: {}, values: [], steps: [] }]),
  "release_trial p_changes": () => null,
  "close_schedule p_reason": () => "population_complete",
  "store_checkpoint p_checkpoint": () => JSON.stringify({ step: 1, uri: "file:///1", sha256: null }),
  "mint_children p_children": () => JSON.stringify([{ ...TRIAL, parent: 0, donor: 0, from: 1 }]),
  "tell_trials p_metadata": () => [null],
  "hold_artifact p_artifact": (place) => place.announcedArtifact,
  "finalize_artifact p_artifact": (place) => place.uploadedArtifact,
  "replay_ask p_hash": (place) => place.askHash,
  "ask_trials p_key": () => null,
};

interface ArgumentOf {
  readonly name: string;
  readonly argument: string;
  readonly place: Place;
}

function exampleOf({ name, argument, place }: ArgumentOf): unknown {
  const example = OWN_EXAMPLES[`${name} ${argument}`] ?? EXAMPLES[argument];
  if (example === undefined) throw new Error(`Give an example of ${argument} of ${name} to sql-function-endpoints.ts.`);
  return example(place);
}

/** A key is new at first; what it answers from then on is another question. */
const ROUNDS: Readonly<Record<string, number>> = { replay_ask: 2 };

interface FunctionCall {
  readonly app: pg.Pool;
  readonly name: string;
  readonly names: readonly string[];
  readonly workspaceId: string;
  readonly input: Input;
}

async function callFunction({ app, name, names, workspaceId, input }: FunctionCall): Promise<unknown> {
  const values = names.map((argument) => toSqlValue(argument, input[argument]));
  const parameters = ["$1", ...values.map((_, index) => `$${index + 2}`)].join(", ");
  const client = await app.connect();
  try {
    const answers: unknown[] = [];
    for (let round = 0; round < (ROUNDS[name] ?? 1); round += 1) {
      await client.query("begin");
      await client.query("select set_config('app.workspace_id', $1, true)", [workspaceId]);
      const { rows } = await client.query(`select ${pg.escapeIdentifier(name)}(${parameters}) as answer`, [
        workspaceId,
        ...values,
      ]);
      await client.query("commit");
      answers.push(rows[0]?.answer);
    }
    return answers;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

const API_ID = /^[a-z]{2,3}_[0-9a-f]{32}$/;

function toSqlValue(argument: string, value: unknown): unknown {
  if (argument === "p_route") return `trial.ask:${[value].flat().map(toSqlId).join()}`;
  return Array.isArray(value) ? value.map(toSqlId) : toSqlId(value);
}

function toSqlId(value: unknown): unknown {
  return typeof value === "string" && API_ID.test(value) ? toUuid(value) : value;
}
