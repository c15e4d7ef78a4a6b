import type pg from "pg";
import { z } from "zod";
import type { SuggestMessage } from "@/lib/engine/messages";
import {
  type EngineHead,
  type OpenTrial,
  producerFunctions,
  type StudyAddress,
  type ToldTrial,
} from "@/server/db/sql/producer-functions";
import { toHistoryEntry, toPendingTrial, toSuggestMessage } from "../snapshot";
import { spacesOf } from "../study-spaces";

type PendingRow = Pick<OpenTrial, "number" | "assignments" | "generation" | "space_revision">;

/** A stored call of the engine. */
export interface CallRow {
  readonly id: string;
  readonly space_revision: number;
  readonly basis_seq: number;
  readonly pending: readonly (number | PendingRow)[];
  readonly numbers: readonly number[];
  readonly outputs: unknown;
  readonly tier: string;
  readonly request: unknown;
  readonly runtime: unknown;
}

const Request = z.object({
  sampler: z.object({ name: z.string(), options: z.record(z.string(), z.unknown()) }),
  effort: z.object({ candidates: z.number(), searches: z.number() }).partial().optional(),
  max_trials: z.number(),
  sources: z.boolean(),
  fit: z.object({ known: z.int() }).nullish(),
  beyond: z.array(z.object({ trial_id: z.string(), kind: z.string(), version: z.int() })).default([]),
});

/** What the engine was asked, from the stored call and the rows it names alone. */
export async function messageOfCall(pool: pg.Pool, study: StudyAddress, call: CallRow): Promise<SuggestMessage> {
  const functions = producerFunctions(pool, study);
  const head = await functions.head();
  const request = Request.parse(call.request);
  const { effort } = request;
  const spaces = await spacesOf(functions, study, call.space_revision);
  const message = toSuggestMessage(
    {
      ...head,
      ...(await spaceOf(pool, study, call)),
      ...(call.request as Partial<EngineHead>),
      sampler: { name: "" },
    } as EngineHead,
    {
      numbers: call.numbers,
      history: (await historyOf(pool, study, call)).map((told) => toHistoryEntry(told, spaces)),
      pending: (await pendingOf(pool, study, call)).map((trial) => toPendingTrial(trial, spaces)),
      sources: request.sources ? await functions.sources() : [],
      sampler: request.sampler,
      ...(effort && { effort: { ...effort } as SuggestMessage["effort"] }),
    },
  );
  return request.fit ? { ...message, fits: request.fit } : message;
}

async function spaceOf(pool: pg.Pool, { studyId }: StudyAddress, { space_revision }: CallRow): Promise<object> {
  const { rows } = await pool.query<object>(
    "select search_space, constraints from space_revision where study_id = $1 and revision = $2",
    [studyId, space_revision],
  );
  return rows[0] ?? {};
}

async function historyOf(pool: pg.Pool, { studyId }: StudyAddress, call: CallRow): Promise<ToldTrial[]> {
  const { rows } = await pool.query<{ told: ToldTrial }>(
    `select told_trial(t, h.kind, h.version, h.seq) as told from history h join trial t on t.id = h.trial_id
      where h.study_id = $1 and h.seq <= $2 order by h.seq`,
    [studyId, call.basis_seq],
  );
  const { beyond } = Request.parse(call.request);
  const { rows: further } = await pool.query<{ told: ToldTrial }>(
    `select told_trial(t, b ->> 'kind', (b ->> 'version')::int, null) as told
       from jsonb_array_elements($1) with ordinality as listed (b, place) join trial t on t.id = (b ->> 'trial_id')::uuid order by place`,
    [JSON.stringify(beyond)],
  );
  return [...rows, ...further].map(({ told }) => told);
}

async function pendingOf(
  pool: pg.Pool,
  { studyId }: StudyAddress,
  { pending }: CallRow,
): Promise<readonly PendingRow[]> {
  const sold = pending.filter((each) => typeof each === "number");
  const { rows } = await pool.query<PendingRow>(
    "select number, assignments, origin -> 'generation' as generation, space_revision from trial where study_id = $1 and number = any ($2)",
    [studyId, sold],
  );
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return pending.map((each) => {
    const trial = typeof each === "number" ? byNumber.get(each) : each;
    if (trial === undefined) throw new Error(`The call names trial ${each}, which is not there.`);
    return trial;
  });
}
