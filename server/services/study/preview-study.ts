import type { z } from "zod";
import * as contract from "@/lib/contract/study-plan";
import { schedulerOptions, toSchedulerStudy } from "@/lib/domain/scheduler-study";
import { type SchedulerId, schedulerCatalog } from "@/lib/engine/scheduler/catalog";
import type { PlanField, PlanMessage, StudyPlan } from "@/lib/engine/scheduler/plan-study";
import type { Space } from "@/lib/engine/space/space";
import { planInThread } from "@/server/engine-host/pool";
import { AppError } from "@/server/kernel/app-error";
import { queryService } from "@/server/kernel/service";
import { findProject } from "../project/find-project";
import { checkSampler } from "./check-sampler";
import { checkScheduler } from "./check-scheduler";
import { checkSpace } from "./check-space";
import { refuseRepeats } from "./refuse-repeats";
import { refuseStagnation } from "./refuse-stagnation";
import { checkWarmStart } from "./warm-start";

type Input = z.output<typeof contract.previewStudy.input>;

export const previewStudy = queryService(contract.previewStudy, async ({ db }, input) => {
  await findProject(db, input.project_id);
  refuseStagnation(input.limits, input.objectives.length);
  refuseTwice(input);
  refuseRepeats(input);
  const { space } = checkSpace(input.search_space, input.constraints);
  await checkWarmStart(db, { space, objectives: input.objectives, warmStart: input.warm_start });
  const message = toMessage(input, space);
  const planned = await planInThread(message);
  if (planned.kind === "busy") {
    const detail =
      "Plans of other studies are being played through. Ask again in a moment; nothing is wrong with this one.";
    throw new AppError("unavailable", detail, { retryAfterSeconds: 5 });
  }
  if (planned.kind === "too_long") {
    throw refused("/limits/max_trials", "The plan took too long to play through. Ask for fewer trials or workers.");
  }
  if (planned.kind === "refused") throw refused(POINTERS[planned.field], planned.why);
  return describe(input, message, planned.plan);
});

const POINTERS: Readonly<Record<PlanField, string>> = {
  resource: "/trial_resource",
  interval: "/scheduler/interval",
  trials: "/limits/max_trials",
};

function refused(pointer: string, detail: string): AppError {
  return new AppError("invalid_input", detail, { errors: [{ pointer, code: "no_plan", detail }] });
}

/** One of a pair says it; both could contradict each other. */
function refuseTwice(input: Input): void {
  for (const [whole, each] of [
    ["trial_seconds", "seconds_per_resource"],
    ["trial_cost", "cost_per_resource"],
  ] as const) {
    if (input[whole] !== undefined && input[each] !== undefined)
      throw refused(`/${each}`, `Give ${whole} or ${each}, not both.`);
    if (input[each] !== undefined && input.scheduler === null)
      throw refused(`/${each}`, `Without a scheduler trials have no resource: give ${whole}.`);
  }
}

function toMessage(input: Input, space: Space): PlanMessage {
  const { objectives, limits } = input;
  const { name, ...options } = checkSampler(input.sampler, { space, objectives });
  const workers = Math.min(input.workers, limits.max_parallel ?? input.workers);
  const setting = input.scheduler;
  checkScheduler(setting, { space, objectives, limits });
  const facts = { objectives, space, maxTrials: limits.max_trials, seed: String(input.seed ?? 0) };
  return {
    space,
    sampler: { name, options },
    trials: limits.max_trials,
    repeats: input.repeats?.max ?? 1,
    workers,
    scheduler: setting && {
      // Checked just before: the name is the catalogue's.
      spec: { name: setting.name as SchedulerId, options: schedulerOptions(setting) },
      study: toSchedulerStudy(setting, facts),
    },
    resource: input.trial_resource ?? null,
    costPerUnit: perUnit(input, input.trial_cost, input.cost_per_resource) ?? 1,
  };
}

const lastOf = ({ scheduler, trial_resource }: Input): number => scheduler?.resource.max ?? trial_resource ?? 1;

/** Of one step; of one trial, where there is no scheduler. */
function perUnit(input: Input, ofTrial: number | undefined, ofUnit: number | undefined): number | null {
  if (ofUnit !== undefined) return ofUnit;
  if (ofTrial === undefined) return null;
  return input.scheduler === null ? ofTrial : ofTrial / lastOf(input);
}

function describe(input: Input, { workers }: PlanMessage, plan: StudyPlan): contract.StudyPlan {
  const { scheduler } = input;
  const seconds = perUnit(input, input.trial_seconds, input.seconds_per_resource);
  const cost = perUnit(input, input.trial_cost, input.cost_per_resource);
  const took = {
    seconds: seconds === null ? null : plan.duration * seconds,
    cost: cost === null ? null : plan.units * cost,
  };
  return {
    trials: plan.trials,
    completed: plan.completed,
    stopped: plan.stopped,
    not_promoted: plan.notPromoted,
    workers,
    resource: scheduler && {
      name: scheduler.resource.name,
      total: plan.units,
      share: plan.units / (plan.trials * lastOf(input)),
    },
    ...took,
    levels: plan.levels.map((level) => ({ ...level })),
    brackets: plan.brackets.map(({ bracket, rungs }) => ({ bracket, rungs: rungs.map((rung) => ({ ...rung })) })),
    played: plan.played,
    certainty: scheduler === null ? "counted" : isByRanks(scheduler.name) ? "ranks" : "example",
    notes: notesOn(input, plan, took),
  };
}

const isByRanks = (name: string): boolean =>
  name === "asha" || schedulerCatalog.some(({ id, needs }) => id === name && needs.pauses);

interface Took {
  readonly seconds: number | null;
  readonly cost: number | null;
}

function notesOn({ limits, scheduler, repeats }: Input, plan: StudyPlan, took: Took): contract.StudyPlan["notes"] {
  const notes: contract.StudyPlan["notes"] = [];
  const note = (pointer: string, detail: string): unknown => notes.push({ pointer, detail });
  if (plan.trials < limits.max_trials && scheduler === null)
    note("/limits/max_trials", `${endOfPoints(plan, repeats)}: the study ends after these.`);
  if (repeats?.rule === "race") note("/repeats", "Results decide which assignments are evaluated again.");
  if (plan.played < plan.trials)
    note("/limits/max_trials", `Played through with ${plan.played} trials; the others count alike.`);
  if (plan.unitsPerReport > 1)
    note("/scheduler/resource/max", `Trials are taken to report once in ${plan.unitsPerReport} steps.`);
  if (limits.max_cost !== null && took.cost !== null && took.cost > limits.max_cost)
    note("/limits/max_cost", "It costs more than that: the study ends earlier.");
  if (limits.max_resource !== null && scheduler !== null && plan.units > limits.max_resource)
    note("/limits/max_resource", "It trains more than that: the study ends earlier.");
  if (limits.deadline !== null && took.seconds !== null)
    note("/limits/deadline", "The deadline is not part of the plan: compare it with the time.");
  return notes;
}

function endOfPoints({ trials }: StudyPlan, repeats: Input["repeats"]): string {
  if (repeats === null) return `The space has ${trials} points`;
  return `The space has ${trials / repeats.max} points of ${repeats.max} evaluations${repeats.rule === "race" ? " at most" : ""}`;
}
