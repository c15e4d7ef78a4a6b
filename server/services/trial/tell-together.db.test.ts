import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { z } from "zod";
import type { Study } from "@/lib/contract/study";
import type { tellTrial as contract } from "@/lib/contract/trial";
import { pools } from "@/server/db/pools";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

type Told = Omit<z.input<typeof contract.input>, "trial_id" | "attempt">;
interface Tell {
  /** Which of the study's trials, in the order they were handed out. */
  readonly trial: number;
  /** How far from the current attempt. */
  readonly late: number;
  readonly told: Told;
}

const value = fc.constantFrom<number | "NaN" | "Infinity" | "-Infinity">(
  0,
  -1.5,
  7,
  12,
  "NaN",
  "Infinity",
  "-Infinity",
);
const told: fc.Arbitrary<Told> = fc.record(
  {
    state: fc.constantFrom("completed", "completed", "completed", "failed", "infeasible"),
    values: fc.record(
      {
        loss: value,
        memory: value,
        other: fc.record({ value: fc.constantFrom(0, 1), std_error: fc.constant(0.1), n: fc.constant(3) }),
      },
      { requiredKeys: [] },
    ),
    cost: fc.constantFrom(0, 1.5),
    reason: fc.constantFrom("out of memory"),
    metadata: fc.constant({ host: "a" }),
    from_measurements: fc.constantFrom("last", "best"),
  },
  { requiredKeys: ["state", "values"] },
);
/** Each trial once, so that which of two comes first decides nothing. */
const tells = fc
  .array(fc.record({ late: fc.constantFrom(0, 0, 0, 0, -1, 1), told }), { minLength: 24, maxLength: 24 })
  .map((list) => list.map((tell, trial): Tell => ({ ...tell, trial })));

async function handOut(): Promise<{ study: Study; held: readonly { id: string; attempt: number }[] }> {
  const study = await driver.createStudy({ outcome_constraints: [{ metric: "memory", lte: 10 }] });
  const { trials } = await driver.ask(study, { count: 24 });
  for (const trial of trials.slice(0, 6))
    await driver.measure(trial, { 1: { loss: 2, memory: 4 }, 2: { loss: 3, memory: 5 } });
  return { study, held: trials };
}

interface Answer {
  readonly state: string;
  readonly values: unknown;
  readonly replayed: boolean;
}
type Outcome = { readonly told: Answer } | { readonly refused: string };
const outcomeOf = (work: Promise<Answer>): Promise<Outcome> =>
  work.then(
    ({ state, values, replayed }) => ({ told: { state, values, replayed } }),
    (error: unknown) => ({ refused: error instanceof AppError ? error.code : String(error) }),
  );

/** Everything a tell writes, without ids and times. */
async function written(study: Study): Promise<unknown> {
  const { rows } = await spaces.admin.query(
    `select t.number, t.state, t.state_reason, t.cost, t.feasible, t.metadata, t.result_hash is null as open, t.finished_at is null as unfinished,
            a.end_reason, a.ended_at is null as held,
            (select jsonb_agg(to_jsonb(v) - 'trial_id' - 'study_id' - 'told_at' order by metric) from observation_value v where v.trial_id = t.id) as values,
            (select jsonb_agg(topic) from outbox o where o.subject_id = t.id) as sent
       from trial t join attempt a on a.trial_id = t.id and a.number = t.attempt where t.study_id = $1 order by t.number`,
    [toUuid(study.id)],
  );
  return rows;
}

test("R2 R4 R7 results told together become the rows, and get the answers, that each gets alone", async () => {
  const statements = vi.spyOn(pools().hot, "query");
  await fc.assert(
    fc.asyncProperty(tells, async (list) => {
      const [together, alone] = [await handOut(), await handOut()];
      const tell = ({ held }: typeof alone, { trial, late, told: result }: Tell) => {
        const to = held[trial];
        if (to === undefined) throw new Error("24 trials were asked for");
        return outcomeOf(driver.tell({ id: to.id, attempt: to.attempt + late }, result));
      };
      const atOnce = await Promise.all(list.map((each) => tell(together, each)));
      const inTurn: Outcome[] = [];
      for (const each of list) inTurn.push(await tell(alone, each));
      expect(atOnce).toEqual(inTurn);
      expect(await written(together.study)).toEqual(await written(alone.study));
      // And again: every accepted one is replayed, none is stored twice.
      const again = await Promise.all(list.map((each) => tell(together, each)));
      expect(again).toEqual(
        atOnce.map((outcome) => ("told" in outcome ? { told: { ...outcome.told, replayed: true } } : outcome)),
      );
      expect(await written(together.study)).toEqual(await written(alone.study));
    }),
    { numRuns: 8 },
  );
  const together = statements.mock.calls.filter(
    ([statement]) => (statement as { name?: string }).name === "tell_trials",
  );
  statements.mockRestore();
  expect(together.length).toBeGreaterThan(0); // some did go together
}, 120_000);

test("S1 a batch stores nothing for another workspace, nor for another project than a worker key's", async () => {
  const { study, held } = await handOut();
  const before = await written(study);
  const { rows } = await pools().hot.query<{ answer: unknown }>({
    text: "select tell_trials($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as answer",
    values: columns(spaces.two.workspaceId, null, held),
  });
  const { rows: inProject } = await pools().hot.query<{ answer: unknown }>({
    text: "select tell_trials($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as answer",
    values: columns(spaces.one.workspaceId, spaces.two.workspaceId, held),
  });
  expect([rows, inProject]).toEqual([[{ answer: held.map(() => null) }], [{ answer: held.map(() => null) }]]);
  expect(await written(study)).toEqual(before);
});

test("R4 of several results for one trial that come together the first is told, and each other learns what is stored", async () => {
  const { study, held } = await handOut();
  const twins = held.flatMap((trial) => [trial, trial, trial]);
  const reasons = ["first", "second", "first"];
  const answers = await Promise.all(
    twins.map((trial, index) =>
      outcomeOf(driver.tell(trial, { state: "failed", values: {}, reason: reasons[index % 3] ?? "" })),
    ),
  );
  const accepted = answers.filter((answer) => "told" in answer);
  const refused = answers.filter((answer) => "refused" in answer);
  // Which of the two results comes first is open; how many there are of each is not.
  expect(new Set(refused.map(({ refused: code }) => code))).toEqual(new Set(["already_told"]));
  expect(accepted.filter(({ told: { replayed } }) => !replayed)).toHaveLength(held.length);
  expect(await written(study)).toEqual(
    held.map(() => expect.objectContaining({ state: "failed", sent: ["trial.failed"] })),
  );
});

function columns(workspace: string, project: string | null, held: readonly { id: string; attempt: number }[]) {
  const values = '[{"metric":"loss","value":1,"kind":"finite"},{"metric":"memory","value":1,"kind":"finite"}]';
  const nulls = held.map(() => null);
  return [
    workspace,
    held.map(() => project),
    held.map(({ id }) => toUuid(id)),
    held.map(({ attempt }) => attempt),
    held.map(() => "completed"),
    held.map(() => values),
    nulls,
    nulls,
    nulls,
    held.map(() => Buffer.alloc(32)),
  ];
}
