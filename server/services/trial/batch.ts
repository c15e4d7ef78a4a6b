import type { z } from "zod";
import * as contract from "@/lib/contract/batch";
import type { Verdict } from "@/lib/contract/measurement";
import type { TellResult } from "@/lib/contract/trial";
import { Semaphore } from "@/server/auth/semaphore";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { hotService, type ServiceResult } from "@/server/kernel/service";
import { heartbeatTrial } from "./heartbeat-trial";
import { answerItem, type ItemAnswer } from "./item-answer";
import { measureTrial } from "./measure-trial";
import { tellTrial } from "./tell-trial";

/** Measurements go one statement each: so many of one batch at a time, so that it leaves connections to others. */
const MEASURED_AT_ONCE = 4;

type Body = TellResult | z.output<typeof Verdict>;
type Run = (context: Context, input: unknown) => Promise<ServiceResult<Body>>;

/**
 * Carries out each item as its own request: the same service checks scope and input, and the same function stores it or
 * refuses it, so that an item spoils itself only (S20). Nothing is remembered of the batch, for its items replay by themselves.
 */
export const batch = hotService(contract.batch, async (context, { items }) => {
  const runs = runsOf(new Semaphore(MEASURED_AT_ONCE));
  const answers = inOrderByTrial(items, (item) => answerItem(context, () => runItem({ runs, context, item })));
  return { output: { items: await answers }, replayed: false };
});

function runsOf(places: Semaphore): ReadonlyMap<unknown, Run> {
  return new Map<string, Run>([
    ["tell", (context, input) => tellTrial.run(context, input)],
    ["measure", (context, input) => places.run(() => measureTrial.run(context, input))],
    ["heartbeat", (context, input) => heartbeatTrial.run(context, input)],
  ]);
}

interface Item {
  readonly runs: ReadonlyMap<unknown, Run>;
  readonly context: Context;
  readonly item: unknown;
}

async function runItem({ runs, context, item }: Item): Promise<ServiceResult<Body>> {
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    throw invalid("", "Must be an object: operation, trial_id, and the body of the single call.");
  }
  const { operation, ...input } = item as Readonly<Record<string, unknown>>; // an object, as was just seen
  const run = runs.get(operation);
  if (run === undefined) throw invalid("/operation", `Must be one of: ${[...runs.keys()].join(", ")}.`);
  return run(context, input);
}

function invalid(pointer: string, detail: string): AppError {
  return new AppError("invalid_input", `The item is not as it must be: ${detail}`, {
    errors: [{ pointer, code: "custom", detail }],
  });
}

/** What is said of one trial is heard in its order, as from a caller who waits for each answer; trials do not wait for each other. */
function inOrderByTrial(
  items: readonly unknown[],
  answer: (item: unknown) => Promise<ItemAnswer<Body>>,
): Promise<ItemAnswer<Body>[]> {
  const last = new Map<unknown, Promise<ItemAnswer<Body>>>();
  return Promise.all(
    items.map((item) => {
      const trialId: unknown = Reflect.get(Object(item), "trial_id");
      const before = last.get(trialId);
      const answered = before === undefined ? answer(item) : before.then(() => answer(item));
      last.set(trialId, answered);
      return answered;
    }),
  );
}
