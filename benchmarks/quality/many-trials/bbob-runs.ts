/** Which runs the track consists of, and where their traces are. */
import { appendFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { sha256, toHex } from "@/lib/engine/rng/sha256";
import { canonicalJson } from "@/lib/engine/space/fingerprint";
import { bbobFunctions, bbobInstance, type InstanceName } from "./bbob/bbob-instance";

export const DIMENSIONS: readonly number[] = [2, 5, 10, 20];
/** Evaluations for each dimension at which targets are counted. */
export const BUDGETS: readonly number[] = [50, 200];
export const BUDGET_MAX = Math.max(...BUDGETS);

/** Instances outermost, so that a run cut short has every function. */
export function bbobRuns(instances: number, dimensions: readonly number[] = DIMENSIONS): InstanceName[] {
  return Array.from({ length: instances }, (_, instance) =>
    dimensions.flatMap((each) => bbobFunctions.map(({ id }) => ({ id, dimensions: each, instance }))),
  ).flat();
}

export const BbobTrace = z.object({
  id: z.int(),
  dimensions: z.int(),
  instance: z.int(),
  /** Of the version of the instance that was played. */
  print: z.string(),
  hits: z.array(z.int()),
});
export type BbobTrace = z.infer<typeof BbobTrace>;

export const bbobFile = (folder: string, player: string): string => path.join(folder, "bbob", `${player}.jsonl`);

export async function appendBbobTrace(file: string, trace: BbobTrace): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(trace)}\n`);
}

/** Traces of instances as they are now. A line cut short by an interruption is passed over. */
export async function readBbobTraces(file: string): Promise<BbobTrace[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      const trace = BbobTrace.parse(JSON.parse(line));
      return trace.print === printOf(trace) ? [trace] : [];
    } catch {
      return [];
    }
  });
}

const prints = new Map<string, string>();

/** Names an instance by its values at a few points, so that a trace of an earlier version is not mistaken for one of this. */
export function printOf({ id, dimensions, instance }: InstanceName): string {
  const name = `${id}/${dimensions}/${instance}`;
  const known = prints.get(name);
  if (known !== undefined) return known;
  const { f, least } = bbobInstance({ id, dimensions, instance });
  const probes = [-3, 0.5, 4].map((at) => f(Array.from({ length: dimensions }, (_, index) => at / (1 + index))));
  // Ten digits: the last ones may differ between processors.
  const print = toHex(sha256(canonicalJson([least, ...probes].map((value) => value.toPrecision(10)))), 2);
  prints.set(name, print);
  return print;
}
