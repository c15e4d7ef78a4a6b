import type { z } from "zod";
import * as contract from "@/lib/contract/project-suggest";
import type { HistoryEntry, PendingTrial } from "@/lib/engine/history";
import { checkAssignments } from "@/lib/engine/space/contains";
import type { Space } from "@/lib/engine/space/space";
import { suggestOnce } from "@/server/engine-host/suggest-once";
import { projectOf } from "@/server/kernel/actor";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toApiId } from "@/server/kernel/ids";
import { inSlices } from "@/server/kernel/in-slices";
import { queryService } from "@/server/kernel/service";
import { checkSampler } from "../study/check-sampler";
import { checkSpace } from "../study/check-space";
import { refuseMisfits } from "../trial/own-trial";
import { findProject } from "./find-project";

type Input = z.output<typeof contract.suggestForProject.input>;

/** A function of what it is told: nobody's trials are read, none are written. */
export const suggestForProject = queryService(contract.suggestForProject, async ({ db, actor }, input) => {
  const project = projectOf(actor);
  if (project !== null && toApiId("prj", project) !== input.project_id) throw notFound();
  await findProject(db, input.project_id);
  const { objectives, outcome_constraints: outcomeConstraints, seed, max_trials: maxTrials, number } = input;
  const { space } = checkSpace(input.search_space, input.constraints);
  const { name, ...options } = checkSampler(input.sampler, { space, objectives });
  const { suggestions } = await suggestOnce({
    problem: {
      ...{ space, objectives, outcomeConstraints, seed: String(seed) },
      ...(maxTrials !== undefined && { maxTrials }),
    },
    sampler: { name, options },
    ...(await toTold(space, input)),
    numbers: [number],
  });
  const [made] = suggestions;
  return { assignments: made?.assignments ?? null, origin: made?.origin ?? null };
});

interface Told {
  readonly history: readonly HistoryEntry[];
  readonly pending: readonly PendingTrial[];
}

async function toTold(space: Space, { trials, number: asking }: Input): Promise<Told> {
  const history: HistoryEntry[] = [];
  const pending: PendingTrial[] = [];
  const numbers = new Set([asking]);
  await inSlices(trials.entries(), ([index, { number, state, assignments, values }]) => {
    if (numbers.has(number)) throw numberedTwice(index, number);
    numbers.add(number);
    refuseMisfits(checkAssignments(space, assignments), `/trials/${index}/assignments`);
    if (state === "running") pending.push({ number, assignments });
    else history.push({ number, assignments, outcome: state, values: toNumbers(values) });
  });
  return { history, pending };
}

function numberedTwice(index: number, number: number): AppError {
  const detail = `There is a trial ${number} already, or it is the one that is asked for. Number each trial once.`;
  return new AppError("invalid_input", detail, {
    errors: [{ pointer: `/trials/${index}/number`, code: "duplicate_number", detail }],
  });
}

/** The API's texts for what JSON has no number for are JavaScript's. */
const toNumbers = (values: contract.OutsideTrial["values"]): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([metric, value]) => [metric, Number(value)]));
