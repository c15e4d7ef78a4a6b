import { toLosses } from "@/lib/engine/history";
import type { SchedulerEvent } from "@/lib/engine/scheduler/follow-log";
import { memberOf } from "@/lib/engine/scheduler/rung-table";
import type { MeasureCall, MeasureOutcome } from "@/server/db/sql/hot-path";
import type { KnownValue, Scheduled } from "@/server/db/sql/schedule-functions";
import { storedNumber } from "../stored-number";
import { followSchedule, isPaused, type StudyLog } from "./follow-schedule";

type Outcome = Exclude<MeasureOutcome, Scheduled>;

interface Report {
  readonly call: MeasureCall;
  readonly trial: number;
  /** What is stored of the reported steps already. */
  readonly known: readonly KnownValue[];
  readonly canResume: boolean;
}

/** Stores what a worker reports together with what its scheduler decides on it. */
export function measureScheduled(log: StudyLog, { call, trial, known, canResume }: Report): Promise<Outcome> {
  return followSchedule<Outcome>(log, async (following) => {
    if (!memberOf(following.table, trial)) return "behind";
    for (const event of toEvents(log, { call, trial, known })) following.tell(event);
    // Nobody goes on with it: it has ended for the scheduler, and its worker is told to stop.
    if (!canResume && isPaused(following, trial)) following.tell({ kind: "end", trial, outcome: "pruned" });
    const outcome = await log.functions.measure(call, following.step());
    if (outcome.kind === "behind") return "behind";
    return { outcome, isWritten: outcome.kind === "held" };
  });
}

/** One event for each step that every metric of the scheduler is known of, in the order of the steps. */
function toEvents(
  { schedule: { objectives } }: StudyLog,
  { call, trial, known }: Omit<Report, "canResume">,
): readonly SchedulerEvent[] {
  const bySteps = new Map<number, Record<string, number>>();
  const given = call.steps.map((step, at): KnownValue => {
    return { step, metric: call.metrics[at] ?? "", value: call.values[at] ?? null, kind: call.kinds[at] ?? "nan" };
  });
  for (const point of [...known, ...given])
    bySteps.set(point.step, { ...bySteps.get(point.step), [point.metric]: storedNumber(point) });
  const events: SchedulerEvent[] = [];
  for (const [step, values] of [...bySteps].sort(([one], [other]) => one - other)) {
    if (!objectives.every(({ metric }) => Object.hasOwn(values, metric))) continue;
    const losses = toLosses(objectives, values);
    const cost = values[COST];
    events.push({ kind: "measure", trial, step, losses, ...(Number.isFinite(cost) ? { cost } : {}) });
  }
  if (call.checkpoint !== null) events.push({ kind: "checkpoint", trial, step: call.checkpoint.step });
  return events;
}

/** A metric of this name is what the trial has cost so far. */
const COST = "cost";
