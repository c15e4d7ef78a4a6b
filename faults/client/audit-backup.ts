import type pg from "pg";
import type { FigureFault } from "../figure";
import type { Entry } from "./ledger";

interface Moment {
  readonly entries: readonly Entry[];
  /** As the command was given, and as it ended. */
  readonly began: number;
  readonly ended: number;
}

interface Judged {
  readonly faults: readonly FigureFault[];
  /** Results in it. */
  readonly held: number;
  /** How long after its beginning the first result was acknowledged that it lacks: what is lost, counted from there. */
  readonly firstMissingMs: number;
}

/** The clients' book against a restored backup: all that was acknowledged before it began, nothing that was sent after its end. */
export async function auditBackup(
  client: Pick<pg.ClientBase, "query">,
  { entries, began, ended }: Moment,
): Promise<Judged> {
  const { rows } = await client.query<{ trial: string; value: number }>(
    "select 'trl_' || replace(trial_id::text, '-', '') as trial, value from observation_value where current",
  );
  const stored = new Map(rows.map(({ trial, value }) => [trial, value]));
  const faults: FigureFault[] = [];
  let firstMissingMs = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    if (entry.kind !== "told") continue;
    const { trial, value, at, sentAt } = entry;
    const isThere = stored.get(trial) === value;
    if (!isThere) firstMissingMs = Math.min(firstMissingMs, at - began);
    if (!isThere && at < began)
      faults.push({
        rule: "lost",
        detail: `${trial} was told ${value} before the backup, which has ${stored.get(trial)}`,
      });
    if (isThere && sentAt > ended)
      faults.push({
        rule: "not one moment",
        detail: `${trial} was told ${value} after the backup's end, and is in it`,
      });
  }
  return { faults: [...faults, ...(await gaps(client))], held: stored.size, firstMissingMs };
}

/** Rows that speak of each other were written in one transaction: of two moments one would lack its other half. */
async function gaps(client: Pick<pg.ClientBase, "query">): Promise<FigureFault[]> {
  const { rows } = await client.query<{ id: string }>(
    `select t.id from trial t where t.state = 'completed'
        and not exists (select from outbox b where b.workspace_id = t.workspace_id and b.subject_id = t.id and b.topic = 'trial.completed')
        and not exists (select from event e where e.workspace_id = t.workspace_id and e.type = 'trial.completed'
                           and e.data -> 'trial' ->> 'id' = 'trl_' || replace(t.id::text, '-', ''))`,
  );
  const [one] = rows;
  if (one === undefined) return [];
  return [{ rule: "not one moment", detail: `${rows.length} completed trials have no notice of it, one is ${one.id}` }];
}
