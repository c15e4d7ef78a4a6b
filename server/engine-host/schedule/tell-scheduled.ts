import { toLosses } from "@/lib/engine/history";
import { memberOf, standingVerdict } from "@/lib/engine/scheduler/rung-table";
import type { TellCall, TellOutcome } from "@/server/db/sql/hot-path";
import type { EndsAs, ScheduledTell, TellEnd } from "@/server/db/sql/schedule-functions";
import { storedNumber } from "../stored-number";
import { type Following, followSchedule, isPaused, type StudyLog } from "./follow-schedule";

type Outcome = Exclude<TellOutcome, ScheduledTell>;
type Ending = EndsAs["state"];

interface Tell {
  readonly call: TellCall;
  readonly trial: number;
  /** How far its worker was told to train; a promotion that it has not heard of is not among that. */
  readonly target: number | null;
  /** Whether the worker could go on from where it pauses; whose trial ends there if not. */
  readonly canResume: boolean;
  /** The caller says that it has completed, however far it was to train. */
  readonly isFinal: boolean;
}

/** Stores a result in a study with a scheduler: below the last rung it is one of the rung, and the trial waits there. */
export async function tellScheduled(log: StudyLog, tell: Tell): Promise<Outcome> {
  const outcome = await tellAs(log, tell, tell.call.state as Ending); // the contract's states of a tell
  if (outcome.kind !== "ends_as") return outcome;
  // A person has stopped it: it ends as the database says.
  const stopped = await tellAs(log, { ...tell, isFinal: true }, outcome.state);
  if (stopped.kind === "ends_as") throw new Error(`A trial that ends as ${outcome.state} ends as ${stopped.state}.`);
  return stopped;
}

function tellAs(log: StudyLog, tell: Tell, outcome: Ending): Promise<Outcome | EndsAs> {
  return followSchedule<Outcome | EndsAs>(log, async (following) => {
    if (!memberOf(following.table, tell.trial)) return "behind";
    const end = follow(log, following, { ...tell, outcome });
    const answer = await log.functions.tell(callFor(log, tell.call, end), following.step(), end);
    if (answer.kind === "behind") return "behind";
    return { outcome: answer, isWritten: answer.kind === "told" };
  });
}

function callFor({ schedule }: StudyLog, call: TellCall, end: TellEnd): TellCall {
  if (end.kind === "paused" || end.storedAs === undefined) return call;
  return { ...call, state: end.storedAs, reason: call.reason ?? schedule.setting.name };
}

function follow(
  { schedule: { objectives } }: StudyLog,
  following: Following,
  { call, trial, target, canResume, isFinal, outcome }: Tell & { readonly outcome: Ending },
): TellEnd {
  if (call.checkpoint !== null) following.tell({ kind: "checkpoint", trial, step: call.checkpoint.step });
  const told = Object.fromEntries(call.values.map((value) => [value.metric, storedNumber(value)]));
  const isWhole = objectives.every(({ metric }) => Object.hasOwn(told, metric));
  const losses = isWhole ? toLosses(objectives, told) : undefined;
  const member = memberOf(following.table, trial);
  if (outcome === "completed" && !isFinal && target !== null && member) {
    const atStep = Math.max(target, member.curve.at(-1)?.step ?? 0);
    if (losses !== undefined) following.tell({ kind: "measure", trial, step: atStep, losses });
    if (waits(following, trial, target)) return waitOrEnd(following, { trial, atStep, canResume });
  }
  const stands = memberOf(following.table, trial);
  const isStopped = stands !== undefined && standingVerdict(following.table, stands)?.verdict === "stop";
  const ends = outcome === "completed" && isStopped ? "pruned" : outcome;
  following.tell({ kind: "end", trial, outcome: ends, ...(losses === undefined ? {} : { losses }) });
  return { kind: "ended", outcome: ends };
}

interface AtRung {
  readonly trial: number;
  readonly atStep: number;
  readonly canResume: boolean;
}

/** Where its worker could not take it up again, a trial has ended where it would have waited, unless it was promoted already. */
function waitOrEnd(following: Following, { trial, atStep, canResume }: AtRung): TellEnd {
  if (canResume || !isPaused(following, trial)) return { kind: "paused", atStep };
  following.tell({ kind: "end", trial, outcome: "pruned" });
  return { kind: "ended", outcome: "pruned", storedAs: "pruned" };
}

/** Whether the trial is to train further, now or once it is promoted. */
function waits(following: Following, trial: number, target: number): boolean {
  return isPaused(following, trial) || (memberOf(following.table, trial)?.target ?? target) > target;
}
