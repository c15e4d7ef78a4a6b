import { toLosses } from "@/lib/engine/history";
import { memberOf, standingVerdict } from "@/lib/engine/scheduler/rung-table";
import type { TellCall, TellOutcome } from "@/server/db/sql/hot-path";
import type { EndsAs, ScheduledTell, TellEnd } from "@/server/db/sql/schedule-functions";
import { storedNumber } from "../stored-number";
import { type Following, followSchedule, type StudyLog } from "./follow-schedule";

type Outcome = Exclude<TellOutcome, ScheduledTell>;
type Ending = EndsAs["state"];

interface Tell {
  readonly call: TellCall;
  readonly trial: number;
  /** How far its worker was told to train; a promotion that it has not heard of is not among that. */
  readonly target: number | null;
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
    const answer = await log.functions.tell(tell.call, following.step(), end);
    if (answer.kind === "behind") return "behind";
    return { outcome: answer, isWritten: answer.kind === "told" };
  });
}

function follow(
  { schedule: { objectives } }: StudyLog,
  following: Following,
  { call, trial, target, isFinal, outcome }: Tell & { readonly outcome: Ending },
): TellEnd {
  if (call.checkpoint !== null) following.tell({ kind: "checkpoint", trial, step: call.checkpoint.step });
  const told = Object.fromEntries(call.values.map((value) => [value.metric, storedNumber(value)]));
  const isWhole = objectives.every(({ metric }) => Object.hasOwn(told, metric));
  const losses = isWhole ? toLosses(objectives, told) : undefined;
  const member = memberOf(following.table, trial);
  if (outcome === "completed" && !isFinal && target !== null && member) {
    const atStep = Math.max(target, member.curve.at(-1)?.step ?? 0);
    if (losses !== undefined) following.tell({ kind: "measure", trial, step: atStep, losses });
    if (waits(following, trial, target)) return { kind: "paused", atStep };
  }
  const stands = memberOf(following.table, trial);
  const isStopped = stands !== undefined && standingVerdict(following.table, stands)?.verdict === "stop";
  const ends = outcome === "completed" && isStopped ? "pruned" : outcome;
  following.tell({ kind: "end", trial, outcome: ends, ...(losses === undefined ? {} : { losses }) });
  return { kind: "ended", outcome: ends };
}

/** Whether the trial is to train further, now or once it is promoted. */
function waits({ table }: Following, trial: number, target: number): boolean {
  const member = memberOf(table, trial);
  if (!member) return false;
  return standingVerdict(table, member)?.verdict === "pause" || (member.target ?? target) > target;
}
