import type pg from "pg";
import type { Study } from "@/lib/contract/study";
import { newId, toUuid } from "@/server/kernel/ids";
import type { TestWorkspaces } from "./test-workspaces";

/** The trials of one group, by block: a value, a trial that failed, one that still runs; one that was cancelled leaves its block to the next. */
export type SeededGroup = readonly (number | "failed" | "running" | "cancelled")[];

interface SeededDecision {
  readonly race: number;
  /** Its place in the list of groups. */
  readonly group: number;
  readonly decision: "entered" | "outranked" | "beaten" | "withdrawn" | "won";
  readonly by?: number;
}

/** Groups of a study as if they had been asked for and told one after the other, thousands within a second. */
export async function seedGroups(
  spaces: TestWorkspaces,
  study: Study,
  groups: readonly SeededGroup[],
  decisions: readonly SeededDecision[] = [],
): Promise<readonly string[]> {
  const ids = groups.map(() => newId());
  const trials = groups.flatMap((blocks, place) =>
    blocks.map((told, index) => {
      const block = blocks.slice(0, index).filter((before) => before !== "cancelled").length;
      return { id: index === 0 ? ids[place] : newId(), group: ids[place], index, block, told };
    }),
  );
  const rows = trials.map(({ told, ...trial }, number) => ({
    ...trial,
    number,
    value: typeof told === "number" ? told : null,
    state: typeof told === "number" ? "completed" : told,
  }));
  const judged = decisions.map(({ group, by, ...rest }, index) => {
    return { ...rest, seq: index + 1, group: ids[group], by: by === undefined ? null : ids[by] };
  });
  const client = await spaces.admin.connect();
  try {
    await client.query("begin");
    // No trigger: the rows are what triggers would have made of asks and tells.
    await client.query("set local session_replication_role = replica");
    const place = [spaces.one.workspaceId, toUuid(study.id)];
    await insert(client, INSERT_TRIALS, [...place, JSON.stringify(rows)]);
    await insert(client, INSERT_VALUES, [...place, JSON.stringify(rows.filter(({ value }) => value !== null))]);
    await insert(client, INSERT_DECISIONS, [...place, JSON.stringify(judged)]);
    await client.query("update study set next_number = $2, budget_used = $2 where id = $1", [place[1], rows.length]);
    await client.query("commit");
    await client.query("analyze trial, observation_value, race_decision");
  } finally {
    client.release();
  }
  return ids;
}

const insert = (client: pg.PoolClient, text: string, values: readonly unknown[]) => client.query(text, [...values]);

const INSERT_TRIALS = `insert into trial (workspace_id, id, study_id, number, state, source, assignments, origin, attempt, fingerprint,
    repeat_group, repeat_index, block, space_revision, priority, started_at, lease_until, finished_at)
  select $1, r.id, $2, r.number, r.state, case r.index when 0 then 'engine' else 'repeat' end, jsonb_build_object('x', 0.5, 'k', 1),
         '{"sampler": "random"}', 1, r."group"::text, r."group", r.index, r.block, 1, 4, clock_timestamp(),
         case when r.state = 'running' then clock_timestamp() + interval '1 hour' end, case when r.state <> 'running' then clock_timestamp() end
    from jsonb_to_recordset($3::jsonb) r (id uuid, "group" uuid, index int, block int, number int, state text)`;

const INSERT_VALUES = `insert into observation_value (workspace_id, trial_id, revision, metric, study_id, trial_number, value, value_kind, current, rankable)
  select $1, r.id, 1, 'loss', $2, r.number, r.value, 'finite', true, true
    from jsonb_to_recordset($3::jsonb) r (id uuid, number int, value float8)`;

const INSERT_DECISIONS = `insert into race_decision (workspace_id, study_id, seq, race, group_id, decision, by_group, blocks)
  select $1, $2, r.seq, r.race, r."group", r.decision, r.by, 1
    from jsonb_to_recordset($3::jsonb) r (seq int, race int, "group" uuid, decision text, by uuid)`;
