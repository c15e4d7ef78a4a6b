import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { suggestForProject as contract } from "@/lib/contract/project-suggest";
import { externalClient } from "../testing/external-client";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { createProject } from "./create-project";
import { suggestForProject } from "./suggest-for-project";

let spaces: TestWorkspaces;
let project_id: string;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  const input = { name: "tests", if_exists: "return" } as const;
  project_id = (await runService({ service: createProject, context: spaces.one.owner, input })).id;
});
afterAll(() => spaces.close());

const SPACE = { x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } } as const;

const ask = (more: Partial<z.input<typeof contract.input>> = {}) =>
  runService({
    service: suggestForProject,
    context: spaces.one.owner,
    input: {
      ...{ project_id, search_space: SPACE, seed: 7, number: 9 },
      objectives: [{ metric: "loss", direction: "minimize" }],
      ...more,
    },
  });

const bowl = Array.from({ length: 9 }, (_, number) => {
  const [x, y] = [number / 9, ((number * 5) % 9) / 9];
  return { number, assignments: { x, y }, values: { loss: (x - 0.3) ** 2 + (y - 0.6) ** 2 } };
});

test.each(["gp", "tpe", "auto"])(
  "%s suggests the same for trials that are kept elsewhere as for those of a study here",
  async (name) => {
    const client = externalClient(spaces.one.owner);
    const study = await client.external();
    const drawn = (value: number) => ({ value, distribution: SPACE.x });
    const made = await client.make(study, [
      ...bowl.map(({ assignments: { x, y }, values }) => ({
        ...{ state: "completed" as const, values },
        assignments: { x: drawn(x), y: drawn(y) },
      })),
      {},
    ]);
    const running = made.at(-1);
    if (running === undefined) throw new Error("no trial was made");
    const here = await client.suggest(running, { sampler: { name } });
    const trials = bowl.map((trial) => ({ ...trial, state: "completed" as const }));
    const elsewhere = await ask({ sampler: { name }, trials });
    expect(elsewhere.assignments).toEqual({ x: here.assignments.x?.value, y: here.assignments.y?.value });
    expect(elsewhere.origin?.sampler).toBe(name);
  },
);

test("without trials it begins; of a finite space it suggests what nobody tried and nobody is at, then nothing", async () => {
  expect((await ask()).assignments).toEqual({ x: expect.any(Number), y: expect.any(Number) });
  const search_space = { kind: { type: "categorical", choices: ["a", "b", "c"] } };
  const trials = [
    { number: 0, state: "failed", assignments: { kind: "a" } },
    { number: 1, state: "running", assignments: { kind: "c" } },
  ] as const;
  const sampler = { name: "tpe" };
  expect(await ask({ search_space, sampler, trials: [...trials] })).toMatchObject({ assignments: { kind: "b" } });
  const all = [
    ...trials,
    { number: 2, state: "completed", assignments: { kind: "b" }, values: { loss: "NaN" } } as const,
  ];
  expect(await ask({ search_space, sampler, trials: all })).toEqual({ assignments: null, origin: null });
});

test("obeys conditions, constraints and bounds on metrics, of several objectives too", async () => {
  const { assignments } = await ask({
    search_space: {
      kind: { type: "categorical", choices: ["a", "b"] },
      rate: { type: "float", low: 0, high: 1, when: { kind: "a" } },
      n: { type: "int", low: 1, high: 9 },
    },
    constraints: [{ expr: "n <= 3" }],
    objectives: [
      { metric: "loss", direction: "minimize" },
      { metric: "speed", direction: "maximize" },
    ],
    outcome_constraints: [{ metric: "size", lte: 0 }],
    trials: [
      {
        ...{ number: 0, state: "completed", assignments: { kind: "b", n: 2 } },
        values: { loss: 1, speed: 2, size: -1 },
      },
    ],
  });
  expect(Number(assignments?.n)).toBeLessThanOrEqual(3);
  expect("rate" in (assignments ?? {})).toBe(assignments?.kind === "a");
});

test("bad input is refused by field", async () => {
  const trial = { number: 0, state: "completed", assignments: { x: 0.5, y: 0.5 }, values: { loss: 1 } } as const;
  const cases = [
    [{ search_space: {} }, "invalid_search_space", undefined],
    [{ search_space: { x: { type: "float", low: 1, high: 0 } } }, "invalid_search_space", "/search_space/x/low"],
    [{ sampler: { name: "oracle" } }, "invalid_input", "/sampler/name"],
    [{ trials: [{ ...trial, assignments: { x: "high", y: 0.5 } }] }, "invalid_assignments", "/trials/0/assignments/x"],
    [{ trials: [{ ...trial, assignments: { x: 2, y: 0.5 } }] }, "invalid_assignments", "/trials/0/assignments/x"],
    [{ trials: [trial, trial] }, "invalid_input", "/trials/1/number"],
    [{ trials: [{ ...trial, number: 9 }] }, "invalid_input", "/trials/0/number"],
  ] as const;
  for (const [input, code, pointer] of cases) {
    const errors = pointer === undefined ? {} : { errors: [{ pointer }] };
    await expect(ask(input as never)).rejects.toMatchObject({ code, ...errors });
  }
  await expect(
    ask({ project_id: project_id.replace(/.$/, (last) => (last === "0" ? "1" : "0")) }),
  ).rejects.toMatchObject({
    code: "not_found",
  });
});
