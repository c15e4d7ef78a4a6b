import type { z } from "zod";
import type * as contract from "@/lib/contract/record";
import type { Study } from "@/lib/contract/study";
import type { suggestTrial as suggestContract } from "@/lib/contract/suggest";
import type { Context } from "@/server/kernel/context";
import { readStudy } from "../study/read-study";
import { createRecords } from "../trial/create-records";
import { listRecords } from "../trial/list-records";
import { recordTrial } from "../trial/record-trial";
import { startTrial } from "../trial/start-trial";
import { suggestTrial } from "../trial/suggest-trial";
import { runService } from "./run-service";
import { type StudyDriver, studyDriver } from "./study-driver";

type Born = z.input<typeof contract.createRecords.input>["trials"][number];
type Added = Omit<z.input<typeof contract.recordTrial.input>, "trial_id">;
type Asked = Omit<z.input<typeof suggestContract.input>, "trial_id" | "attempt">;
type Listed = Omit<z.input<typeof contract.listRecords.input>, "study_id">;

/** What a client with a sampler of its own does, through the services. */
export function externalClient(context: Context) {
  const driver = studyDriver(context);
  const make = async (study: Study, trials: readonly Born[] = [{}], key?: string) => {
    const of = key === undefined ? context : { ...context, idempotencyKey: key };
    const input = { study_id: study.id, trials: [...trials] };
    return (await runService({ service: createRecords, context: of, input })).trials;
  };
  const recordsOf = (study: Study, more: Listed = {}) =>
    runService({ service: listRecords, context, input: { study_id: study.id, ...more } });
  return {
    driver,
    external: (more: Parameters<StudyDriver["createStudy"]>[0] = {}): Promise<Study> =>
      driver.createStudy({ search_space: {}, sampler: { name: "external" }, ...more }),
    make,
    async makeOne(study: Study, trial: Born = {}) {
      const [made] = await make(study, [trial]);
      if (made === undefined) throw new Error("no trial was made");
      return made;
    },
    start: (trial_id: string) => runService({ service: startTrial, context, input: { trial_id } }),
    record: ({ id }: { readonly id: string }, added: Added) =>
      runService({ service: recordTrial, context, input: { trial_id: id, ...added } }),
    suggest: ({ id, attempt }: { readonly id: string; readonly attempt: number }, asked: Asked = {}, of = context) =>
      runService({ service: suggestTrial, context: of, input: { trial_id: id, attempt, ...asked } }),
    recordsOf,
    async onlyRecord(study: Study) {
      const { data } = await recordsOf(study);
      const [only] = data;
      if (only === undefined || data.length > 1) throw new Error(`expected one trial, got ${data.length}`);
      return only;
    },
    spaceOf: async (study: Study) =>
      (await runService({ service: readStudy, context, input: { study_id: study.id } })).search_space,
  };
}

/** A float, and what it was drawn from. */
export const drawn = (value: number, low = 0, high = 1) => ({
  value,
  distribution: { type: "float" as const, low, high },
});
