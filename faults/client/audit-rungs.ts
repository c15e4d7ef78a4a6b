import { byLoss } from "@/lib/engine/scheduler/rank-results";
import { EMPTY_TABLE, type Promotion, type RungTable, rungOf } from "@/lib/engine/scheduler/rung-table";
import { applyChanges, type TableChange } from "@/lib/engine/scheduler/table-changes";
import type { FigureFault } from "../figure";
import type { Cluster } from "../fleet/cluster";

interface Audited {
  readonly faults: readonly FigureFault[];
  readonly results: number;
  readonly promotions: number;
}

/** A study's log, followed entry by entry: was every promotion legal when it was made, and do the rows say the same? */
export async function auditRungs(
  cluster: Cluster,
  { study, eta }: { readonly study: string; readonly eta: number },
): Promise<Audited> {
  const id = study.replace("std_", "");
  const entries = await cluster.query<Entry>("select seq, changes from schedule_log where study_id = $1 order by seq", [
    id,
  ]);
  const faults: FigureFault[] = [];
  const blame: Blame = (rule, detail) => faults.push({ rule, detail: `${study}: ${detail}` });
  const table = follow(entries, { eta, blame });
  const said = sayings(table);
  const rows = await cluster.query<{ said: string }>(ROWS, [id]);
  if (JSON.stringify(said) !== JSON.stringify(rows.map((row) => row.said).sort()))
    blame("log and rows differ", `${said.length} in the log, ${rows.length} in rows`);
  const [left] = await cluster.query<{ open: number }>(OPEN, [id]);
  if (left === undefined || left.open > 0)
    blame("left open", `${left?.open} trials of a finished study have not ended`);
  const promotions = table.rungs.reduce((sum, rung) => sum + rung.promotions.length, 0);
  return { faults, results: said.length - promotions, promotions };
}

interface Entry {
  readonly seq: number;
  readonly changes: readonly TableChange[];
}
type Blame = (rule: string, detail: string) => void;

const ROWS = `
  select r.bracket || ' ' || r.rung || ' ' || t.number || ' ' || r.decision as said
    from rung_result r join trial t on t.workspace_id = r.workspace_id and t.id = r.trial_id where r.study_id = $1
  union all
  select 'promoted ' || p.bracket || ' ' || p.from_rung || ' ' || t.number
    from promotion p join trial t on t.workspace_id = p.workspace_id and t.id = p.trial_id where p.study_id = $1`;
const OPEN =
  "select count(*)::int as open from trial where study_id = $1 and finished_at is null and (attempt > 0 or source <> 'engine')";

function follow(entries: readonly Entry[], { eta, blame }: { readonly eta: number; readonly blame: Blame }): RungTable {
  let table: RungTable = EMPTY_TABLE;
  const promoted = new Set<string>();
  for (const [index, { seq, changes }] of entries.entries()) {
    if (seq !== index + 1) blame("log and rows differ", `entry ${index + 1} has the number ${seq}`);
    try {
      table = applyChanges(table, changes);
    } catch (error) {
      blame("log and rows differ", `entry ${seq} does not follow from those before it: ${String(error)}`);
    }
    for (const promotion of changes.filter((change) => change.kind === "promoted")) {
      const name = `trial ${promotion.trial} from rung ${promotion.fromRung} of bracket ${promotion.bracket}`;
      if (promoted.has(name)) blame("promoted twice", name);
      promoted.add(name);
      if (!isLegal(table, promotion, eta)) blame("illegal promotion", `${name}, entry ${seq}`);
    }
  }
  return table;
}

/** What a table says, as `ROWS` has it. */
function sayings({ rungs }: RungTable): readonly string[] {
  return rungs
    .flatMap(({ bracket, rung, results, promotions }) => [
      ...results.map(({ trial, verdict }) => `${bracket} ${rung} ${trial} ${verdict}`),
      ...promotions.map(({ trial }) => `promoted ${bracket} ${rung} ${trial}`),
    ])
    .sort();
}

/** Among the best of its rung as it was then, with a finite result, and no more of them than one in eta, rounded up for a bracket's end. */
function isLegal(table: RungTable, { trial, bracket, fromRung }: Promotion, eta: number): boolean {
  const rung = rungOf(table, bracket, fromRung);
  if (!rung) return false;
  const quota = Math.max(1, Math.ceil(rung.results.length / eta));
  const best = byLoss(rung.results, quota).slice(0, quota);
  return best.some((result) => result.trial === trial && result.losses !== null);
}
