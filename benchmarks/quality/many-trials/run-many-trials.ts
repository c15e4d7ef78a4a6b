/** Plays our samplers on the functions of BBOB and reports them beside the stored traces of pycma. */
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { findDefinition } from "@/lib/engine/sampler/catalog";
import { OURS_FOLDER, REPORT_FOLDER } from "../play/trace";
import type { InstanceName } from "./bbob/bbob-instance";
import { collectBbob, keyOf } from "./bbob-results";
import { appendBbobTrace, bbobFile, bbobRuns, DIMENSIONS, readBbobTraces } from "./bbob-runs";
import { drawTargets } from "./draw-targets";
import { playBbob } from "./play-bbob";
import { reportManyTrials } from "./report-many-trials";

export async function runManyTrials(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      sampler: { type: "string", default: "cma-es,de,random" },
      dimensions: { type: "string", default: DIMENSIONS.join(",") },
      instances: { type: "string", default: "10" },
      "report-only": { type: "boolean", default: false },
    },
  });
  const samplers = values.sampler.split(",");
  const runs = bbobRuns(Number(values.instances), values.dimensions.split(",").map(Number));
  if (!values["report-only"]) for (const sampler of samplers) await playAll(sampler, runs);
  const players = await collectBbob(samplers, runs);
  await mkdir(REPORT_FOLDER, { recursive: true });
  const report = reportManyTrials(players);
  await writeFile(`${REPORT_FOLDER}/report-many-trials.md`, `${report}\n`);
  await writeFile(`${REPORT_FOLDER}/targets-many-trials.svg`, drawTargets(players));
  console.log(`\n${report}\n\nWritten to ${REPORT_FOLDER}/report-many-trials.md and targets-many-trials.svg.`);
}

/** What is stored is not played again. */
async function playAll(sampler: string, runs: readonly InstanceName[]): Promise<void> {
  const definition = findDefinition(sampler);
  if (!definition) throw new RangeError(`--sampler: there is no ${sampler}.`);
  const file = bbobFile(OURS_FOLDER, sampler);
  const stored = new Set((await readBbobTraces(file)).map(keyOf));
  const left = runs.filter((run) => !stored.has(keyOf(run)));
  for (const [index, run] of left.entries()) {
    const trace = playBbob({ sampler: definition.id, ...run });
    await appendBbobTrace(file, trace);
    console.log(
      `${index + 1}/${left.length} ${sampler} f${run.id} in ${run.dimensions}: ${trace.hits.length} targets of instance ${run.instance}`,
    );
  }
}
