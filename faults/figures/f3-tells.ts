import { randomUUID } from "node:crypto";
import { z } from "zod";
import { audit } from "../client/audit";
import { Crowd, inParallel } from "../client/crowd";
import { insist } from "../client/insist";
import { Asked, type Held, type LoopOptions, tell } from "../client/training-loop";
import type { Figure, FigureContext, FigureFault } from "../figure";

const SIZES = {
  full: { tells: 1_000_000, studyTrials: 20_000, width: 16 },
  sample: { tells: 2_000, studyTrials: 1_000, width: 8 },
};
const ASK_COUNT_MAX = 64;
/** One study in ten tells one by one, the others in batches. */
const SINGLE_EVERY = 10;

/** R1: whatever was acknowledged is there, once, as it was told; counted in bulk. */
export const tells: Figure = {
  id: "F3",
  title: "R1 R4 R14 many tells against the clients' own book",
  target: "1,000,000 tells: 0 lost, 0 altered, 0 doubled",
  minutes: 16,
  inSample: false,
  breakages: [
    {
      kind: "statement",
      name: "one result in a hundred is stored a little differently",
      statement: `create function zz_alter_result() returns trigger language plpgsql as $$
        begin if random() < 0.01 then new.value := new.value * 1.000001; end if; return new; end $$;
        create trigger zz_alter_result before insert on observation_value for each row execute function zz_alter_result()`,
      undo: "drop function zz_alter_result() cascade",
      breaks: ["altered"],
    },
  ],
  run: runTells,
};

async function runTells(context: FigureContext) {
  const size = SIZES[context.scale];
  const { stage } = context;
  await stage.serve({ replicas: 2, database: "ours" });
  const started = performance.now();
  let acknowledged = 0;
  const faults: FigureFault[] = [];
  const counts: Record<string, number> = {};
  // A book for each study, so that what is held in memory has a bound.
  for (let from = 0; from < size.tells; from += size.studyTrials) {
    const many = Math.min(size.studyTrials, size.tells - from);
    const crowd = await Crowd.open(context);
    const study = await crowd.createStudy({ maxTrials: many });
    await inParallel(Array(Math.ceil(many / ASK_COUNT_MAX)).keys(), size.width, () =>
      askAndTell(crowd, { study, single: (from / size.studyTrials) % SINGLE_EVERY === 0 }),
    );
    acknowledged += crowd.told;
    for (const [status, number] of Object.entries(crowd.counts)) counts[status] = (counts[status] ?? 0) + number;
    const entries = await crowd.close();
    faults.push(...(await audit({ cluster: stage.cluster, entries, studies: [study], complete: true })));
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    reached: `${acknowledged} acknowledged tells, a tenth of them one by one, the others in batches, ${Math.round(acknowledged / seconds)} a second with their asks: ${faults.length} faults`,
    counts: { tells: acknowledged, ...counts },
    faults,
  };
}

/** As many trials at once as an ask gives; the last ones of a study may be fewer. */
async function askAndTell(crowd: Crowd, { study, single }: { study: string; single: boolean }): Promise<void> {
  const worker = randomUUID();
  const options = crowd.loopOptions(worker, study);
  for (;;) {
    const key = randomUUID();
    const answer = await insist(options, {
      path: `/studies/${study}/ask`,
      key,
      body: { count: ASK_COUNT_MAX, wait_seconds: 10 },
    });
    if (answer.status === 202) continue;
    if (answer.status === 409) return;
    const { trials, redelivered } = Asked.parse(answer.body);
    await crowd.ledger.note({ kind: "asked", sentAt: answer.sentAt, worker, key, study, trials, redelivered });
    if (single) await inParallel(trials, 8, async (trial) => void (await tell(options, trial)));
    else await tellTogether(options, trials);
  }
}

const Batch = z.object({ items: z.array(z.object({ status: z.int() })) });

/** All trials of an ask in one request; each item has an answer of its own. */
async function tellTogether(options: LoopOptions, trials: readonly Held[]): Promise<void> {
  const { ledger, worker } = options;
  const told = trials.map(({ id, attempt }) => ({ worker, trial: id, attempt, value: Math.random() }));
  await Promise.all(told.map((about) => ledger.note({ kind: "telling", sentAt: performance.now(), ...about })));
  const items = told.map(({ trial, attempt, value }) => ({
    operation: "tell",
    trial_id: trial,
    attempt,
    state: "completed",
    values: { loss: value },
  }));
  const answer = await insist(options, { path: "/batch", body: { items } });
  if (answer.status !== 200) throw new Error(`A batch was answered with ${answer.status}.`);
  const { sentAt } = answer;
  const statuses = Batch.parse(answer.body).items.map(({ status }) => status);
  await Promise.all(
    told.map(async (about, index) => {
      if (statuses[index] === 200) await ledger.note({ kind: "told", sentAt, ...about });
      else throw new Error(`A tell of a batch was answered with ${statuses[index]}.`);
    }),
  );
}
