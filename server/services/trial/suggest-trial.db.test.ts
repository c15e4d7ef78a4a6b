import { afterAll, beforeAll, expect, test } from "vitest";
import type { RecordedAssignments } from "@/lib/contract/record";
import type { SuggestMessage } from "@/lib/engine/messages";
import { mustParse } from "@/lib/engine/testing/arbitrary-space";
import { callEngine } from "@/server/engine-host/pool";
import { toUuid } from "@/server/kernel/ids";
import { pauseStudy } from "../study/pause-study";
import { drawn, externalClient } from "../testing/external-client";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { readTrial } from "./read-trial";
import { updateTrial } from "./update-trial";

let spaces: TestWorkspaces;
let client: ReturnType<typeof externalClient>;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  client = externalClient(spaces.one.owner);
});
afterAll(() => spaces.close());

const ended = (assignments: RecordedAssignments, loss: number) =>
  ({ state: "completed", assignments, values: { loss } }) as const;

/** A bowl, seen at so many points. */
const bowl = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const [x, y] = [index / count, ((index * 5) % count) / count];
    return ended({ x: drawn(x), y: drawn(y) }, (x - 0.3) ** 2 + (y - 0.6) ** 2);
  });

const valuesOf = ({ assignments }: { readonly assignments: RecordedAssignments }) =>
  Object.fromEntries(Object.entries(assignments).map(([name, { value }]) => [name, value]));

const originOf = async (trial_id: string) =>
  (await runService({ service: readTrial, context: spaces.one.owner, input: { trial_id } })).origin;

test("suggests nothing while no trial has completed, then values with what they are to be drawn from, and writes none of them", async () => {
  const study = await client.external();
  const first = await client.makeOne(study);
  expect(await client.suggest(first)).toMatchObject({ assignments: {}, origin: null, reason: "no_common_parameters" });
  await client.record(first, { attempt: 1, assignments: { x: drawn(0.25), y: drawn(0.5, 0, 2) } });
  await client.driver.tell(first);
  const second = await client.makeOne(study);
  const { assignments, origin, reason } = await client.suggest(second);
  expect(assignments).toEqual({ x: drawn(expect.any(Number)), y: drawn(expect.any(Number), 0, 2) });
  expect(reason).toBeNull();
  expect(origin).toMatchObject({ sampler: "auto", suggested: { attempt: 1, assignments: valuesOf({ assignments }) } });
  expect(await originOf(second.id)).toMatchObject({ sampler: "auto", suggested: { attempt: 1 } });
  expect((await client.recordsOf(study, { from: 1 })).data[0]?.assignments).toEqual({});
  // As they come they can be recorded.
  await client.record(second, { attempt: 1, assignments });
  expect((await client.recordsOf(study, { from: 1 })).data[0]?.assignments).toEqual(assignments);
});

test("the space is what completed trials have in common, by name and equal distribution; those that ended otherwise narrow nothing", async () => {
  const study = await client.external();
  const [, , , , running] = await client.make(study, [
    ended({ x: drawn(0.5), y: drawn(0.5), moved: drawn(0.5), once: drawn(0.5) }, 1),
    ended({ moved: drawn(0.5, 0, 2), y: drawn(0.5), x: drawn(0.5) }, 2),
    { state: "pruned", assignments: { x: drawn(0.5) }, values: { loss: 3 } },
    { state: "failed" },
    {},
  ]);
  if (running === undefined) throw new Error("no trial was made");
  const { assignments } = await client.suggest(running);
  expect(Object.keys(assignments)).toEqual(["x", "y"]);
  // Of these the caller may want some only.
  expect(Object.keys((await client.suggest(running, { parameters: ["y", "unknown"] })).assignments)).toEqual(["y"]);
  expect(await client.suggest(running, { parameters: [] })).toMatchObject({ reason: "no_common_parameters" });
});

test.each(["gp", "tpe", "auto", "random-forest", "cma-es", "nsga2", "random", "quasi-random"])(
  "R18 %s is told the trials cut down to that space, and answers as it would of a study that never had anything else",
  async (name) => {
    const study = await client.external({ limits: { max_trials: 90 } });
    const others = bowl(9).map((trial, index) => ({
      ...trial,
      assignments: { ...trial.assignments, [`only${index}`]: drawn(0.5) },
      attributes: { size: index - 4 },
    }));
    const made = await client.make(study, [
      ...others,
      { state: "failed", assignments: { x: drawn(0.9), y: drawn(0.9) } },
      { state: "pruned", assignments: { x: drawn(0.8, 0.5), y: drawn(0.1) }, values: { loss: 4 } },
      { state: "failed", assignments: { x: drawn(0.7) } }, // it has no place among the others
      { state: "running", assignments: { x: drawn(0.2), y: drawn(0.3), other: drawn(1) } },
      { state: "running", assignments: { x: drawn(0.2) } },
      {},
    ]);
    const running = made.at(-1);
    if (running === undefined) throw new Error("no trial was made");
    const { assignments } = await client.suggest(running, { sampler: { name }, constraints: ["size"] });
    const message: SuggestMessage = {
      problem: {
        space: mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } }),
        objectives: [{ metric: "loss", direction: "minimize" }],
        outcomeConstraints: [{ metric: "attribute size", lte: 0 }],
        maxTrials: 90,
        seed: "7",
      },
      sampler: { name, options: {} },
      history: [
        ...bowl(9).map((trial, number) => ({
          ...{ number, outcome: "completed" as const, assignments: valuesOf(trial) },
          values: { ...trial.values, "attribute size": number - 4 },
        })),
        { number: 9, outcome: "failed", assignments: { x: 0.9, y: 0.9 }, values: {} },
        { number: 10, outcome: "pruned", assignments: { x: 0.8, y: 0.1 }, values: { loss: 4 } },
      ],
      pending: [{ number: 12, assignments: { x: 0.2, y: 0.3 } }],
      numbers: [14],
    };
    const { reply } = await callEngine(message);
    expect(valuesOf({ assignments })).toEqual(reply.suggestions[0]?.assignments);
  },
);

test("the same call has the same answer, whatever was learnt since; another sampler, seed or attempt is another question", async () => {
  const study = await client.external();
  await client.make(study, bowl(12));
  const [running, other] = await client.make(study, [{}, {}]);
  if (running === undefined || other === undefined) throw new Error("no trial was made");
  const sampler = { name: "tpe" };
  const first = await client.suggest(running, { sampler });
  await client.make(study, [ended({ x: drawn(0.31), y: drawn(0.6) }, 0)]);
  expect(await client.suggest(running, { sampler })).toEqual(first);
  expect(await client.suggest(running, { sampler, seed: 3 })).not.toEqual(first);
  expect(valuesOf(await client.suggest(running, { sampler: { name: "gp" } }))).not.toEqual(valuesOf(first));
  expect(valuesOf(await client.suggest(other, { sampler }))).not.toEqual(valuesOf(first));
});

test("two studies of one seed and the same trials get the same suggestions", async () => {
  const play = async (): Promise<unknown[]> => {
    const study = await client.external();
    const seen: unknown[] = [];
    for (let step = 0; step < 5; step += 1) {
      const trial = await client.makeOne(study);
      const { assignments } = await client.suggest(trial);
      const taken = step === 0 ? { x: drawn(0.9), y: drawn(0.1) } : assignments;
      await client.record(trial, { attempt: 1, assignments: taken });
      await client.driver.tell(trial, { values: { loss: (Number(taken.x?.value) - 0.3) ** 2 } });
      seen.push(valuesOf({ assignments: taken }));
    }
    return seen;
  };
  expect(await play()).toEqual(await play());
});

test("trials that run at once are not sent to the same point, also before their clients wrote anything; a finite space is used up", async () => {
  const study = await client.external();
  const choices: RecordedAssignments = {
    kind: { value: "a", distribution: { type: "categorical", choices: ["a", "b", "c"] } },
  };
  await client.make(study, [ended(choices, 1)]);
  const running = await client.make(study, [{}, {}, {}]);
  const answers: Awaited<ReturnType<typeof client.suggest>>[] = [];
  for (const trial of running) answers.push(await client.suggest(trial, { sampler: { name: "tpe" } }));
  expect(
    answers
      .slice(0, 2)
      .map((answer) => answer.assignments.kind?.value)
      .sort(),
  ).toEqual(["b", "c"]);
  expect(answers[2]).toMatchObject({ assignments: {}, origin: null, reason: "space_used_up" });
  // Whose suggestion was not taken is where its client says.
  await client.record(running[0] ?? { id: "" }, { attempt: 1, assignments: choices });
  const freed = await client.suggest(running[2] ?? { id: "", attempt: 1 }, { sampler: { name: "tpe" } });
  expect(freed.assignments.kind?.value).toBe(answers[0]?.assignments.kind?.value);
});

test("values beside their range, corrections and infinities are learnt from like any others", async () => {
  const study = await client.external();
  const context = spaces.one.owner;
  const [first, , running] = await client.make(study, [
    ended({ x: drawn(7), n: { value: 12, distribution: { type: "int", low: 1, high: 9, step: 2 } } }, 1),
    {
      state: "completed",
      assignments: { x: drawn(0.5), n: { value: 3, distribution: { type: "int", low: 1, high: 9, step: 2 } } },
      values: { loss: "Infinity" },
    },
    {},
  ]);
  if (first === undefined || running === undefined) throw new Error("no trial was made");
  const correction = { trial_id: first.id, values: { loss: 3 }, reason: "measured again" };
  await runService({ service: updateTrial, context, input: correction });
  const { assignments } = await client.suggest(running, { sampler: { name: "gp" } });
  expect(Number(assignments.x?.value)).toBeLessThanOrEqual(1);
  expect([1, 3, 5, 7, 9]).toContain(assignments.n?.value);
});

test("a sampler that works in generations goes on with them from call to call", async () => {
  const study = await client.external();
  const sampler = { name: "cma-es", population_size: 4 };
  for (let number = 0; number < 12; number += 1) {
    const trial = await client.makeOne(study);
    const { assignments } = await client.suggest(trial, { sampler });
    const taken = number === 0 ? { x: drawn(0.5), y: drawn(0.5) } : assignments;
    await client.record(trial, { attempt: 1, assignments: taken });
    await client.driver.tell(trial, { values: { loss: Number(taken.x?.value) * Number(taken.y?.value) } });
  }
  const { rows } = await spaces.admin.query<{ index: number | null }>(
    "select (origin -> 'generation' ->> 'index')::int as index from trial where study_id = $1 order by number",
    [toUuid(study.id)],
  );
  expect(Math.max(...rows.map(({ index }) => index ?? 0))).toBeGreaterThanOrEqual(2);
});

test("serves several objectives", async () => {
  const study = await client.external({
    objectives: [
      { metric: "loss", direction: "minimize" },
      { metric: "speed", direction: "maximize" },
    ],
  });
  const made = await client.make(study, [
    ...bowl(12).map((trial) => ({ ...trial, values: { ...trial.values, speed: Number(trial.assignments.x?.value) } })),
    {},
  ]);
  const running = made.at(-1);
  if (running === undefined) throw new Error("no trial was made");
  for (const name of ["auto", "nsga2"]) {
    const { assignments, origin } = await client.suggest(running, { sampler: { name } });
    expect(Object.keys(assignments)).toEqual(["x", "y"]);
    expect(origin?.sampler).toBe(name);
  }
});

test("a sampler that there is not, wrong options and what cannot serve the study are refused by field, from the first call on", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  const refused = (sampler: { readonly name: string; readonly [option: string]: unknown }) =>
    expect(client.suggest(trial, { sampler })).rejects;
  await refused({ name: "oracle" }).toMatchObject({ code: "invalid_input", errors: [{ pointer: "/sampler/name" }] });
  await refused({ name: "external" }).toMatchObject({ code: "invalid_input", errors: [{ pointer: "/sampler/name" }] });
  await refused({ name: "tpe", speed: 2 }).toMatchObject({ errors: [{ pointer: "/sampler/speed" }] });
});

test("goes on while the study is paused: what runs may finish", async () => {
  const study = await client.external();
  const [, running] = await client.make(study, [...bowl(1), {}]);
  if (running === undefined) throw new Error("no trial was made");
  await runService({ service: pauseStudy, context: spaces.one.owner, input: { study_id: study.id } });
  expect(await client.suggest(running)).toMatchObject({ reason: null });
});
