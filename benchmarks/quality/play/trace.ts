/** What one study of the benchmark did: a line of a file. Rivals' lines are committed, ours are made anew on each change. */
import { appendFile, mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const Values = z.array(z.number().nullable());

export const Trace = z.object({
  seed: z.int(),
  /** Of the version of the problem that was played. */
  print: z.string(),
  /** Median time of an ask. */
  askMs: z.number(),
  /** In the order of evaluation; null for a failure. */
  told: Values,
  /** Left out where it is what was told. */
  true: Values.optional(),
  /** By number of evaluations, the index of the trial that was recommended then. Left out: the best one told. */
  recommended: z.record(z.string(), z.int()).optional(),
});
export type Trace = z.infer<typeof Trace>;

/** Who played and how many trials were out at a time. */
export interface Player {
  readonly sampler: string;
  readonly batch: number;
}

export const RIVALS_FOLDER = "benchmarks/quality/traces";
export const OURS_FOLDER = ".build/quality/ours";
export const REPORT_FOLDER = ".build/quality";

export const traceFile = (folder: string, { sampler, batch }: Player, problem: string): string =>
  path.join(folder, `${sampler}-batch-${batch}`, `${problem}.jsonl`);

export async function appendTrace(file: string, trace: AnyTrace): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(trace)}\n`);
}

interface AnyTrace {
  readonly seed: number;
  readonly print: string;
  readonly told: readonly unknown[];
}

interface Wanted {
  readonly print: string;
  readonly budget: number;
}

/** Complete traces of this version of a problem, by seed. A line cut short by an interruption is passed over. */
export async function readTraces(file: string, wanted: Wanted): Promise<ReadonlyMap<number, Trace>> {
  return readTracesOf(Trace, file, wanted);
}

export async function readTracesOf<Read extends AnyTrace>(
  schema: z.ZodType<Read>,
  file: string,
  { print, budget }: Wanted,
): Promise<ReadonlyMap<number, Read>> {
  const text = await readFile(file, "utf8").catch(() => "");
  const traces = text.split("\n").flatMap((line) => parseLine(schema, line));
  const complete = traces.filter((trace) => trace.print === print && trace.told.length >= budget);
  return new Map(complete.map((trace) => [trace.seed, trace]));
}

function parseLine<Read>(schema: z.ZodType<Read>, line: string): Read[] {
  try {
    return [schema.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

/** Who has traces in a folder, at this batch size. */
export async function playersIn(folder: string, batch: number): Promise<string[]> {
  const ending = `-batch-${batch}`;
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .toSorted();
}

/** Six digits, as rivals' traces have. */
export const sixDigits = (value: number): number => Number(value.toPrecision(6)) + 0;

export const rounded = (value: number | null): number | null => (value === null ? null : sixDigits(value));
