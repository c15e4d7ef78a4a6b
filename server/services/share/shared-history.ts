import { z } from "zod";
import { thinTrials } from "@/lib/analysis/thin-trials";
import { toTrialPoints } from "@/lib/analysis/trial-point";
import { SHARED_HISTORY_MAX, SHARED_PICTURES_MAX, type SharedHistory } from "@/lib/contract/shared-study";
import type { Objective } from "@/lib/contract/study";
import { SERIES_TRIALS_MAX } from "@/lib/contract/study-series";
import { TrialState } from "@/lib/contract/trial";
import type { WorkspaceDb } from "@/server/db/workspace-db";

interface HistoryRequest {
  /** Uuid. */
  readonly studyId: string;
  readonly objectives: readonly Objective[];
}

interface SharedHistoryRead {
  readonly history: SharedHistory;
  /** The database's clock at the time. */
  readonly asOf: string;
  /** When a trial last started or ended. */
  readonly lastActivityAt: string | null;
}

/** The trials of the pictures, thinned to what a phone draws at once: states, and values of objectives only. */
export async function sharedHistory(
  db: Pick<WorkspaceDb, "trials">,
  { studyId, objectives }: HistoryRequest,
): Promise<SharedHistoryRead> {
  const pictured = objectives.slice(0, SHARED_PICTURES_MAX);
  const metrics = pictured.map(({ metric }) => metric);
  const row = await db.trials.series({
    studyId,
    metrics,
    objective: pictured[0] ?? null,
    parameters: [],
    since: null,
    trialsMax: SERIES_TRIALS_MAX,
  });
  const points = toTrialPoints({
    numbers: [...row.numbers],
    states: z.array(TrialState).parse(row.states),
    feasible: [...row.feasible],
    started: [],
    finished: [],
    values: metrics.map((metric, index) => ({ metric, values: [...(row.values[index] ?? [])] })),
    parameters: [],
  });
  const shown = thinTrials({ points, objectives: pictured, limit: SHARED_HISTORY_MAX });
  return {
    history: {
      numbers: shown.map(({ number }) => number),
      states: shown.map(({ state }) => state),
      feasible: shown.map(({ feasible }) => feasible),
      values: metrics.map((metric) => ({ metric, values: shown.map(({ values }) => values[metric] ?? null) })),
    },
    asOf: row.as_of,
    lastActivityAt: latest([...row.started, ...row.finished]),
  };
}

function latest(times: readonly (number | null)[]): string | null {
  const last = times.reduce<number | null>((best, time) => (time !== null && time > (best ?? 0) ? time : best), null);
  return last === null ? null : new Date(last).toISOString();
}
