import type { Cluster } from "../fleet/cluster";
import type { Entry } from "./ledger";

export interface Fault {
  readonly rule: Rule;
  readonly detail: string;
}

type Rule =
  | "lost"
  | "altered"
  | "doubled"
  | "invented"
  | "numbers"
  | "over budget"
  | "under budget"
  | "two holders"
  | "unfenced write";

interface TrialRow {
  readonly id: string;
  readonly study_id: string;
  readonly number: number;
  readonly state: string;
  readonly attempt: number;
  readonly values: readonly number[] | null;
  readonly notices: number;
}

interface StudyRow {
  readonly id: string;
  readonly max_trials: number;
  readonly budget_used: number;
  readonly next_number: number;
}

export interface AuditOptions {
  readonly cluster: Cluster;
  readonly entries: readonly Entry[];
  readonly studies: readonly string[];
  /** The workers went on until the studies ended: then nothing may be missing. */
  readonly complete: boolean;
}

/** Holds the clients' book against what is stored at the end. Empty when every promise was kept. */
export async function audit({ cluster, entries, studies, complete }: AuditOptions): Promise<Fault[]> {
  const ids = studies.map(bare);
  // One statement: what is relayed meanwhile is seen before or after, never twice and never not at all.
  const trials = await cluster.query<TrialRow>(
    `with notice as materialized (
       select id, count(*)::int as many from (
         select ${API_ID} as id from outbox b join trial t on t.workspace_id = b.workspace_id and t.id = b.subject_id
          where b.topic = 'trial.completed' and t.study_id = any ($1::uuid[])
         union all
         select e.data -> 'trial' ->> 'id' from event e where e.type = 'trial.completed' and e.study_id = any ($1::uuid[])) every
        group by id)
     select ${API_ID} as id, t.study_id, t.number, t.state, t.attempt, coalesce(n.many, 0) as notices,
            (select array_agg(o.value) from observation_value o where o.workspace_id = t.workspace_id and o.trial_id = t.id) as values
       from trial t left join notice n on n.id = ${API_ID}
      where t.study_id = any ($1::uuid[]) order by t.study_id, t.number`,
    [ids],
  );
  const rows = await cluster.query<StudyRow>(
    "select id, max_trials, budget_used, next_number from study where id = any ($1::uuid[])",
    [ids],
  );
  return [...judge({ entries, trials, studies: rows, complete }), ...(await measurements(cluster, entries))];
}

export interface Findings {
  readonly entries: readonly Entry[];
  /** In the order of their numbers. */
  readonly trials: readonly TrialRow[];
  readonly studies: readonly StudyRow[];
  readonly complete: boolean;
}

export function judge({ entries, trials, studies, complete }: Findings): Fault[] {
  return [...results(entries, trials), ...numbers(studies, trials, complete), ...holders(entries)];
}

/** PostgreSQL takes an id without its dashes. */
const bare = (id: string): string => id.replace(/^[a-z]+_/, "");
const API_ID = "'trl_' || replace(t.id::text, '-', '')";

/** What the clients' own book says of each trial; the stored rows by id. */
function results(entries: readonly Entry[], trials: readonly TrialRow[]): Fault[] {
  const stored = new Map(trials.map((trial) => [trial.id, trial.values ?? []]));
  const sent = new Map<string, Set<number>>();
  for (const entry of entries)
    if (entry.kind === "telling") sent.set(entry.trial, (sent.get(entry.trial) ?? new Set()).add(entry.value));
  return [
    ...entries.flatMap((entry) => promise(entry, stored)),
    ...trials.flatMap((trial) => storedResult(trial, sent.get(trial.id) ?? new Set())),
  ];
}

/** Told: there, as told. Refused: not there. */
function promise(entry: Entry, stored: ReadonlyMap<string, readonly number[]>): Fault[] {
  if (entry.kind !== "told" && entry.kind !== "refused") return [];
  const values = stored.get(entry.trial) ?? [];
  const isThere = values.includes(entry.value);
  if (entry.kind === "refused") {
    if (!isThere) return [];
    return [{ rule: "unfenced write", detail: `${entry.trial}: ${entry.code}, and yet ${entry.value} is stored` }];
  }
  if (values.length === 0) return [{ rule: "lost", detail: `${entry.trial} was told ${entry.value}` }];
  if (isThere) return [];
  return [{ rule: "altered", detail: `${entry.trial} was told ${entry.value}, stored is ${values.join()}` }];
}

/** There once, with one notice, and by somebody who told it. */
function storedResult({ id, values, state, notices }: TrialRow, sent: ReadonlySet<number>): Fault[] {
  const faults: Fault[] = [];
  const there = values ?? [];
  if (there.length > 1 || notices > 1)
    faults.push({ rule: "doubled", detail: `${id} has ${there.length} results and ${notices} notices` });
  if (state === "completed" && notices === 0) faults.push({ rule: "lost", detail: `${id} has no notice of its end` });
  if (there.some((value) => !sent.has(value)))
    faults.push({ rule: "invented", detail: `${id} holds ${there.join()}, which nobody told` });
  return faults;
}

function numbers(studies: readonly StudyRow[], trials: readonly TrialRow[], complete: boolean): Fault[] {
  const byStudy = new Map<string, TrialRow[]>(studies.map(({ id }) => [id, []]));
  for (const trial of trials) byStudy.get(trial.study_id)?.push(trial);
  return studies.flatMap((study) => numbersOf(study, byStudy.get(study.id) ?? [], complete));
}

/** From 0 without a gap, as many as the study's own counters say, and as many as the budget allows. */
function numbersOf(study: StudyRow, trials: readonly TrialRow[], complete: boolean): Fault[] {
  const { id, max_trials, budget_used, next_number } = study;
  const faults: Fault[] = [];
  if (trials.some(({ number }, index) => number !== index))
    faults.push({ rule: "numbers", detail: `${id}: ${trials.map(({ number }) => number).join()}`.slice(0, 500) });
  if (trials.length !== next_number || trials.length !== budget_used) {
    const counted = `counts ${budget_used} and goes on with ${next_number}`;
    faults.push({ rule: "numbers", detail: `${id} has ${trials.length} trials, but ${counted}` });
  }
  if (trials.length > max_trials)
    faults.push({ rule: "over budget", detail: `${id}: ${trials.length} trials of ${max_trials}` });
  const done = trials.filter(({ state }) => state !== "queued" && state !== "running").length;
  if (complete && done < max_trials)
    faults.push({ rule: "under budget", detail: `${id}: ${done} of ${max_trials} trials ended` });
  return faults;
}

type HeldEntry = Extract<Entry, { attempt: number }>;

/** A hand-out goes to one worker; once its successor has the trial, no write under the old attempt is accepted. */
function holders(entries: readonly Entry[]): Fault[] {
  const faults: Fault[] = [];
  const given = new Map<string, Extract<Entry, { kind: "asked" }>>();
  const lastAttempt = new Map<string, { readonly attempt: number; readonly at: number }[]>();
  for (const entry of entries) {
    if (entry.kind !== "asked") continue;
    for (const { id, attempt } of entry.trials) {
      const before = given.get(`${id} ${attempt}`);
      if (before !== undefined && before.key !== entry.key)
        faults.push({ rule: "two holders", detail: `${id}, attempt ${attempt}: ${before.worker} and ${entry.worker}` });
      given.set(`${id} ${attempt}`, entry);
      lastAttempt.set(id, [...(lastAttempt.get(id) ?? []), { attempt, at: entry.at }]);
    }
  }
  const accepted = (entry: Entry): entry is HeldEntry =>
    entry.kind === "told" || entry.kind === "measured" || entry.kind === "beat" || entry.kind === "checkpointed";
  for (const entry of entries.filter(accepted)) {
    const newer = lastAttempt.get(entry.trial)?.find(({ attempt, at }) => attempt > entry.attempt && at < entry.sentAt);
    if (newer !== undefined)
      faults.push({
        rule: "unfenced write",
        detail: `${entry.trial}: ${entry.kind} under attempt ${entry.attempt} was accepted after ${newer.attempt} was handed out`,
      });
  }
  return faults;
}

async function measurements(cluster: Cluster, entries: readonly Entry[]): Promise<Fault[]> {
  const noted = entries.filter((entry) => entry.kind === "measured");
  if (noted.length === 0) return [];
  const rows = await cluster.query<{ trial: string; attempt: number; step: number; value: number }>(
    `select ${API_ID} as trial, m.attempt, m.step, m.value from measurement m
       join trial t on t.workspace_id = m.workspace_id and t.id = m.trial_id
      where m.metric = 'loss' and m.trial_id = any ($1::uuid[])`,
    [[...new Set(noted.map(({ trial }) => bare(trial)))]],
  );
  const stored = new Map(rows.map(({ trial, attempt, step, value }) => [`${trial} ${attempt} ${step}`, value]));
  return noted.flatMap(({ trial, attempt, step, value }): Fault[] => {
    const found = stored.get(`${trial} ${attempt} ${step}`);
    if (found === value) return [];
    const detail = `${trial}, attempt ${attempt}, step ${step}: measured ${value}, stored ${found ?? "nothing"}`;
    return [{ rule: found === undefined ? "lost" : "altered", detail }];
  });
}
