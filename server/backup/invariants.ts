import type pg from "pg";

export interface BrokenInvariant {
  readonly invariant: string;
  readonly what: string;
  readonly count: number;
  /** One of them, for a first look. */
  readonly example: string;
}

interface Invariant {
  readonly invariant: string;
  readonly what: string;
  readonly ids: string;
  /** A table that schemas of earlier releases do not have. */
  readonly needs?: string;
}

/**
 * What must hold of the stored rows at any one instant, whatever happened. Each query returns the ids of what breaks it;
 * the connection must see every row.
 */
const INVARIANTS: readonly Invariant[] = [
  {
    invariant: "R12",
    what: "studies whose used budget is not the number of their trials that count, or is beyond the limit",
    ids: `select s.id from study s left join (
            select workspace_id, study_id, count(*) filter (where source <> 'import') as counted from trial group by 1, 2) t
              on t.workspace_id = s.workspace_id and t.study_id = s.id
           where s.budget_used <> coalesce(t.counted, 0) or s.budget_used > s.max_trials`,
  },
  {
    invariant: "R14",
    what: "studies whose trial numbers have gaps or do not end below the next number",
    ids: `select s.id from study s left join (
            select workspace_id, study_id, count(*) as trials, min(number) as low, max(number) as high from trial group by 1, 2) t
              on t.workspace_id = s.workspace_id and t.study_id = s.id
           where s.next_number <> coalesce(t.trials, 0) or coalesce(t.low, 0) <> 0 or coalesce(t.high, -1) <> s.next_number - 1`,
  },
  {
    invariant: "R6",
    what: "trials whose holders do not add up: a running trial has one open attempt, its last; any other has none",
    ids: `select t.id from trial t left join (
            select workspace_id, trial_id, count(*) filter (where ended_at is null) as open, max(number) filter (where ended_at is null) as holder
              from attempt group by 1, 2) a on a.workspace_id = t.workspace_id and a.trial_id = t.id
           where case when t.state = 'running' then coalesce(a.open, 0) <> 1 or a.holder <> t.attempt else coalesce(a.open, 0) <> 0 end`,
  },
  {
    invariant: "R12",
    what: "running trials without a slot in a study that bounds how many run, and slots of trials that do not run",
    ids: `select t.id from trial t join study s on s.workspace_id = t.workspace_id and s.id = t.study_id
            left join parallel_slot p on p.workspace_id = t.workspace_id and p.trial_id = t.id
           where (t.state = 'running' and s.max_parallel is not null and p.slot is null) or (t.state <> 'running' and p.slot is not null)`,
  },
  {
    invariant: "R12",
    needs: "artifact",
    what: "workspaces whose used storage is not the sum of their files",
    ids: `select w.id from workspace w left join (select workspace_id, sum(size) as bytes from artifact group by 1) a on a.workspace_id = w.id
           where w.artifact_bytes <> coalesce(a.bytes, 0)`,
  },
  {
    invariant: "R8",
    needs: "artifact",
    what: "checkpoints that name a file which was never finalized",
    ids: `select c.trial_id as id from checkpoint c join artifact a on a.workspace_id = c.workspace_id and a.id = c.artifact_id
           where a.state <> 'ready' or a.trial_id <> c.trial_id`,
  },
  {
    invariant: "R15",
    what: "completed trials that lack the current value of an objective",
    ids: `select t.id from trial t join study s on s.workspace_id = t.workspace_id and s.id = t.study_id
            cross join jsonb_array_elements(s.objectives) as objective
           where t.state = 'completed' and not exists (
             select from observation_value v where v.workspace_id = t.workspace_id and v.trial_id = t.id and v.current
               and v.metric = objective ->> 'metric')`,
  },
  {
    invariant: "R15",
    what: "current values that say another study or number than their trial, or rank although it did not complete",
    ids: `select t.id from observation_value v join trial t on t.workspace_id = v.workspace_id and t.id = v.trial_id
           where v.study_id <> t.study_id or v.trial_number <> t.number or (v.rankable and t.state <> 'completed')`,
  },
  {
    invariant: "R15",
    what: "metrics of a trial of which not the newest revision alone counts",
    ids: `select v.trial_id as id from observation_value v group by v.workspace_id, v.trial_id, v.metric
          having count(*) filter (where v.current) <> 1 or max(v.revision) <> max(v.revision) filter (where v.current)`,
  },
];

/** The invariants that the stored rows break; empty when all is well. */
export async function brokenInvariants(client: Pick<pg.ClientBase, "query">): Promise<BrokenInvariant[]> {
  const broken: BrokenInvariant[] = [];
  for (const { invariant, what, ids, needs } of INVARIANTS) {
    if (needs !== undefined && !(await hasTable(client, needs))) continue;
    const { rows } = await client.query<{ count: number; example: string | null }>(
      `select count(*)::int as count, min(id::text) as example from (${ids}) as broken`,
    );
    const [row] = rows;
    if (row !== undefined && row.count > 0)
      broken.push({ invariant, what, count: row.count, example: row.example ?? "" });
  }
  return broken;
}

async function hasTable(client: Pick<pg.ClientBase, "query">, name: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [
    `public.${name}`,
  ]);
  return rows[0]?.there === true;
}
