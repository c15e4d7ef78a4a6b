/** What rivals ask of the BBOB instances (serve-problems.ts): which runs there are, how they are made up, what points are worth. */
import { z } from "zod";
import { type BbobInstance, bbobInstance, type InstanceName } from "./bbob/bbob-instance";
import { BUDGET_MAX, bbobRuns, printOf } from "./bbob-runs";
import { TARGETS } from "./targets";

const Name = { id: z.int(), dimensions: z.int(), instance: z.int() };

export const BbobRequests = [
  z.object({ op: z.literal("bbob-runs"), instances: z.int(), dimensions: z.array(z.int()) }),
  z.object({ op: z.literal("bbob-instance"), ...Name }),
  z.object({ op: z.literal("bbob"), ...Name, points: z.array(z.array(z.number())) }),
] as const;
type BbobRequest = z.infer<(typeof BbobRequests)[number]>;

export function answerBbob(request: BbobRequest) {
  if (request.op === "bbob-runs") return runsOf(request);
  const { given, least, f } = instanceOf(request);
  if (request.op === "bbob") return request.points.map((point) => f(point));
  return { ...given, least };
}

function runsOf({ instances, dimensions }: { instances: number; dimensions: readonly number[] }) {
  const runs = bbobRuns(instances, dimensions).map((name) => ({
    ...name,
    print: printOf(name),
    least: bbobInstance(name).least,
    budget: BUDGET_MAX * name.dimensions,
  }));
  return { targets: TARGETS, runs };
}

let latest: { readonly key: string; readonly made: BbobInstance } | null = null;

/** The one of the request before, more often than not. */
function instanceOf({ id, dimensions, instance }: InstanceName): BbobInstance {
  const key = `${id}/${dimensions}/${instance}`;
  if (latest?.key !== key) latest = { key, made: bbobInstance({ id, dimensions, instance }) };
  return latest.made;
}
