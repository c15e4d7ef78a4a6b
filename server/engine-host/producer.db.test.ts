import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { pools } from "@/server/db/pools";
import { producerFunctions } from "@/server/db/sql/producer-functions";
import { toUuid } from "@/server/kernel/ids";
import { replicaId } from "@/server/kernel/replica";
import { deleteStudy } from "@/server/services/study/delete-study";
import { runService } from "@/server/services/testing/run-service";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { enqueueTrials } from "@/server/services/trial/enqueue-trials";
import { releaseEngineLeases } from "./engine-lease";
import { toSuggestMessage } from "./snapshot";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const SAMPLERS = ["random", "quasi-random", "grid"] as const;
const SIX_CELLS = { a: { type: "categorical", choices: ["x", "y", "z"] }, b: { type: "bool" } } as const;
const functionsOf = ({ id }: Study) =>
  producerFunctions(pools().hot, { workspaceId: spaces.one.workspaceId, studyId: toUuid(id) });

/** Asks and tells until the study says that nothing more comes; the assignments of all, and how it ended. */
async function exhaust(study: Study, workers: number): Promise<{ cells: string[]; ends: unknown[] }> {
  const cells: string[] = [];
  const ends: unknown[] = [];
  const work = async (): Promise<void> => {
    try {
      for (;;) {
        for (const trial of (await driver.ask(study)).trials) {
          cells.push(JSON.stringify(Object.entries(trial.assignments).sort()));
          await driver.tell(trial);
        }
      }
    } catch (error) {
      ends.push(error);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { cells, ends };
}

test.each(SAMPLERS)(
  "R10 %s over a finite space, part of it enqueued beforehand, tries each point once and then says that nothing is left",
  async (name) => {
    const study = await driver.createStudy({ search_space: SIX_CELLS, sampler: { name }, limits: { max_trials: 50 } });
    const own = [{ assignments: { a: "x", b: true } }, { assignments: { a: "z", b: false } }];
    await runService({ service: enqueueTrials, context: spaces.one.owner, input: { study_id: study.id, trials: own } });
    const { cells, ends } = await exhaust(study, 4);
    expect([...cells].sort()).toEqual([...new Set(cells)].sort());
    expect(cells).toHaveLength(6);
    for (const end of ends) expect(end).toMatchObject({ code: "study_finished", extra: { reason: "grid_exhausted" } });
  },
);

test("the engine is told how many trials a study may run at most", async () => {
  const study = await driver.createStudy({ sampler: { name: "auto" }, limits: { max_trials: 7 } });
  const head = await functionsOf(study).head();
  if (!head) throw new Error("The study cannot be read.");
  expect(toSuggestMessage(head, { numbers: [0] }).problem.maxTrials).toBe(7);
});

test("R34 a grid whose every point was enqueued ends instead of looking for more", async () => {
  const study = await driver.createStudy({ search_space: { b: { type: "bool" } }, sampler: { name: "grid" } });
  const own = [{ assignments: { b: true } }, { assignments: { b: false } }];
  await runService({ service: enqueueTrials, context: spaces.one.owner, input: { study_id: study.id, trials: own } });
  expect((await exhaust(study, 2)).cells).toHaveLength(2);
});

test.each(SAMPLERS)(
  "what %s proposes as a trial's number is the same for one asker, for 8 at once and for one ask of many",
  async (name) => {
    const sequential = await driver.createStudy({ sampler: { name } });
    const first: unknown[] = [];
    for (let number = 0; number < 8; number += 1) {
      const trial = await driver.askOne(sequential);
      first.push([trial.number, trial.assignments]);
      await driver.tell(trial, { values: { loss: number } });
    }
    const [together, atOnce] = [
      await driver.createStudy({ sampler: { name } }),
      await driver.createStudy({ sampler: { name } }),
    ];
    const answers = await Promise.all(Array.from({ length: 8 }, () => driver.ask(together)));
    const byNumber = (trials: (typeof answers)[number]["trials"]) =>
      [...trials].sort((a, b) => a.number - b.number).map(({ number, assignments }) => [number, assignments]);
    expect(byNumber(answers.flatMap(({ trials }) => trials))).toEqual(first);
    expect(byNumber((await driver.ask(atOnce, { count: 8 })).trials)).toEqual(first);
  },
);

test.each(SAMPLERS)(
  "R18 an engine that is closed and opened between two asks changes nothing of what %s proposes",
  async (name) => {
    const [steady, broken] = [
      await driver.createStudy({ sampler: { name } }),
      await driver.createStudy({ sampler: { name } }),
    ];
    for (let step = 0; step < 4; step += 1) {
      const [one, two] = [await driver.askOne(steady), await driver.askOne(broken)];
      expect(two.assignments).toEqual(one.assignments);
      for (const trial of [one, two]) await driver.tell(trial, { values: { loss: step } });
      if (step === 1) await spaces.restartEngine();
    }
  },
);

test("R7 the engine lease of a replica that is gone passes on under a higher fence, and its late suggestions are refused", async () => {
  const study = await driver.createStudy();
  const functions = functionsOf(study);
  const gone = await functions.acquireLease(randomUUID(), 60); // a replica that never said that it lives
  const trial = await driver.askOne(study);
  expect(trial.number).toBe(0);
  expect(await mintUnder(study, gone?.fence ?? 0)).toEqual({ kind: "fenced" });
  expect((await driver.askOne(study)).number).toBe(1);
});

test("R24 a replica that stops in good order gives its engine leases back: another takes over at once, under a higher fence", async () => {
  const study = await driver.createStudy();
  await spaces.admin.query(
    "insert into service_heartbeat (replica_id, beat_at) values ($1, now() + interval '1 minute') on conflict (replica_id) do update set beat_at = excluded.beat_at",
    [replicaId()],
  );
  await driver.askOne(study);
  const other = randomUUID();
  expect(await functionsOf(study).acquireLease(other, 60)).toBeNull();
  await releaseEngineLeases();
  expect(await functionsOf(study).acquireLease(other, 60)).toEqual({ fence: 2 });
});

test("R14 suggestions made for a number that was taken meanwhile are not stored", async () => {
  const study = await driver.createStudy();
  await driver.askOne(study);
  const { rows } = await spaces.admin.query<{ fence: number }>("select fence from engine_lease where study_id = $1", [
    toUuid(study.id),
  ]);
  expect(await mintUnder(study, rows[0]?.fence ?? 0)).toEqual({ kind: "outdated" });
});

/** What a late reply of an engine would do: suggestions for the study's first number. */
async function mintUnder(study: Study, fence: number): Promise<unknown> {
  return functionsOf(study).mint({
    fence,
    firstNumber: 0,
    spaceRevision: 1,
    trials: [{ id: randomUUID(), assignments: { x: 0.5, k: 1 }, fingerprint: "late", origin: { sampler: "random" } }],
    exhausted: null,
    call: { id: randomUUID(), engine_version: "test", basis_seq: 0, pending: [], took_ms: 1 },
  });
}

test("R34 a population stores no more suggestions than it has places for, whoever made them at the same time", async () => {
  const resource = { name: "epoch", min: 1, max: 9 };
  const study = await driver.createStudy({ scheduler: { name: "pbt", population: 2, resource } });
  const mint = (firstNumber: number) =>
    functionsOf(study).mint({
      fence: null,
      firstNumber,
      spaceRevision: 1,
      trials: [0.1, 0.2, 0.3].map((x) => {
        return { id: randomUUID(), assignments: { x, k: 1 }, fingerprint: randomUUID(), origin: { sampler: "random" } };
      }),
      exhausted: null,
      call: { id: randomUUID(), engine_version: "test", basis_seq: 0, pending: [], took_ms: 1 },
    });
  expect(await mint(0)).toMatchObject({ kind: "minted", count: 2 });
  expect(await mint(2)).toMatchObject({ kind: "minted", count: 0 });
});

test("of a study that was deleted while suggestions were made for it, nothing is stored", async () => {
  const study = await driver.createStudy();
  await runService({ service: deleteStudy, context: spaces.one.owner, input: { study_id: study.id } });
  const assignments = { x: 0.5, k: 1 };
  const late = functionsOf(study).mint({
    fence: null,
    firstNumber: 0,
    spaceRevision: 1,
    trials: [{ id: randomUUID(), assignments, fingerprint: randomUUID(), origin: { sampler: "random" } }],
    exhausted: null,
    call: { id: randomUUID(), engine_version: "test", basis_seq: 0, pending: [], took_ms: 1 },
  });
  expect(await late).toEqual({ kind: "closed" });
});

test("a study's outcome constraints steer its suggestions", async () => {
  const study = await driver.createStudy({
    sampler: { name: "tpe" },
    search_space: { x: { type: "float", low: 0, high: 1 } },
    outcome_constraints: [{ metric: "size", lte: 0.3 }],
  });
  const asked: number[] = [];
  for (let number = 0; number < 40; number += 1) {
    const trial = await driver.askOne(study);
    const x = Number(trial.assignments.x);
    asked.push(x);
    // Better and better towards 1, and of no use beyond 0.3.
    await driver.tell(trial, { values: { loss: -x, size: x } });
  }
  // Chance would give 11 of 30.
  const near = asked.slice(-30).filter((x) => x <= 0.35);
  expect(near.length, asked.join(" ")).toBeGreaterThanOrEqual(18);
});

test("what cma-es notes of its generations with the trials comes back to it, so that each closes and the next one begins", async () => {
  const study = await driver.createStudy({
    sampler: { name: "cma-es", population_size: 4 },
    search_space: { x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } },
  });
  const generations: unknown[] = [];
  for (let number = 0; number < 13; number += 1) {
    const trial = await driver.askOne(study);
    generations.push(trial.origin.generation);
    await driver.tell(trial, { values: { loss: Number(trial.assignments.x) } });
  }
  expect(generations[3]).toEqual({ index: 0, from: "", draw: 0 });
  expect(generations[12]).toMatchObject({ index: 3, from: "8-11" });
});
