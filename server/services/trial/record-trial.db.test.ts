import { afterAll, beforeAll, expect, test } from "vitest";
import { toUuid } from "@/server/kernel/ids";
import { drawn, externalClient } from "../testing/external-client";
import { leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { heartbeatTrial } from "./heartbeat-trial";
import { readTrial } from "./read-trial";
import { releaseTrial } from "./release-trial";

let spaces: TestWorkspaces;
let client: ReturnType<typeof externalClient>;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  client = externalClient(spaces.one.owner);
});
afterAll(() => spaces.close());

test("R7 changes nothing under another attempt than the present one", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  const context = spaces.one.owner;
  await runService({ service: releaseTrial, context, input: { trial_id: trial.id, attempt: 1 } });
  // Nobody else was given it: what its last holder still has to say is taken.
  await client.record(trial, { attempt: 1, attributes: { late: true } });
  expect(await client.start(trial.id)).toMatchObject({ attempt: 2 });
  const late = { attempt: 1, assignments: { x: drawn(1) }, attributes: { stale: true } };
  await expect(client.record(trial, late)).rejects.toMatchObject({ code: "lease_lost" });
  expect(await client.onlyRecord(study)).toMatchObject({ attempt: 2, assignments: {}, attributes: { late: true } });
  expect(await client.spaceOf(study)).toEqual({});
});

test("is refused once the trial has ended, whatever else is wrong with it", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  await client.record(trial, { attempt: 1, assignments: { x: drawn(0.5) } });
  await client.driver.tell(trial, { state: "pruned", values: {} });
  const incompatible = { x: { value: 1, distribution: { type: "int" as const, low: 0, high: 1 } } };
  await expect(client.record(trial, { attempt: 1, assignments: incompatible })).rejects.toMatchObject({
    code: "state_conflict",
    extra: { state: "pruned" },
  });
  await expect(client.start(trial.id)).rejects.toMatchObject({ code: "state_conflict", extra: { state: "pruned" } });
});

test("may be said of one that waits, under the attempt that it has", async () => {
  const study = await client.external();
  const waiting = await client.makeOne(study, { state: "queued", attributes: { "system:fixed_params": { x: 1 } } });
  expect(await client.record(waiting, { attempt: 0, assignments: { x: drawn(1) } })).toMatchObject({
    state: "queued",
    lease: null,
  });
  expect(await client.onlyRecord(study)).toMatchObject({
    state: "queued",
    attempt: 0,
    assignments: { x: drawn(1) },
    attributes: { "system:fixed_params": { x: 1 } },
    started_at: null,
  });
});

test("R5 a step has its newest value; steps may be any whole number, values NaN and infinities", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  const measure = (step: number, loss: number | "NaN" | "Infinity" | "-Infinity") =>
    client.record(trial, { attempt: 1, measurements: [{ step, values: { loss } }] });
  for (const [step, loss] of [
    [0, 0.3],
    [-7, "-Infinity"],
    [2, "NaN"],
    [0, 0.2],
    [2, "Infinity"],
  ] as const)
    await measure(step, loss);
  expect((await client.onlyRecord(study)).measurements).toEqual([
    { step: -7, metric: "loss", value: "-Infinity" },
    { step: 0, metric: "loss", value: 0.2 },
    { step: 2, metric: "loss", value: "Infinity" },
  ]);
  const detail = await runService({ service: readTrial, context: spaces.one.owner, input: { trial_id: trial.id } });
  expect(detail.measurements.map(({ step }) => step)).toEqual([-7, 0, 2]);
});

test("keeps the order in which parameters came, and the place of one that is drawn again", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  await client.record(trial, { attempt: 1, assignments: { zeta: drawn(0.5), b: drawn(0.5) } });
  await client.record(trial, { attempt: 1, assignments: { a: drawn(0.5) } });
  await client.record(trial, { attempt: 1, assignments: { zeta: drawn(0.75, 0.5) } });
  const { assignments } = await client.onlyRecord(study);
  expect(Object.keys(assignments)).toEqual(["zeta", "b", "a"]);
  expect(assignments.zeta).toEqual(drawn(0.75, 0.5));
});

test("R9 keeps the lease", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  const clock = leaseClock(spaces);
  await spaces.admin.query("update trial set lease_until = clock_timestamp() + interval '5 seconds' where id = $1", [
    toUuid(trial.id),
  ]);
  await client.record(trial, { attempt: 1, attributes: { epoch: 3 } });
  expect(await clock.secondsLeft(trial.id)).toBeGreaterThan(3500);
  const beat = { trial_id: trial.id, attempt: 1 };
  expect(await runService({ service: heartbeatTrial, context: spaces.one.owner, input: beat })).toMatchObject({
    verdict: "continue",
  });
});

test("S16 is bounded: attributes in number and size, and nothing of what is too much is stored", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  const large = "x".repeat(600_000);
  const refused = { code: "state_conflict" };
  for (let index = 0; index < 13; index += 1)
    await client.record(trial, { attempt: 1, attributes: { [`large ${index}`]: large } });
  const tooLarge = { attempt: 1, attributes: { "large 13": large } };
  await expect(client.record(trial, tooLarge)).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining("at most 8 MiB"),
  });
  const many = (place: number) => ({
    attempt: 1,
    attributes: Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${place} ${index}`, index])),
  });
  for (let place = 0; place < 9; place += 1) await client.record(trial, many(place));
  await expect(client.record(trial, many(9))).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining("at most 10000"),
  });
  expect(Object.keys((await client.onlyRecord(study)).attributes)).toHaveLength(9013);
});

test("S16 a distribution that no search space could hold is refused by name", async () => {
  const study = await client.external();
  const trial = await client.makeOne(study);
  const twice = { type: "categorical" as const, choices: [1, 1] };
  await expect(
    client.record(trial, { attempt: 1, assignments: { x: { value: 1, distribution: twice } } }),
  ).rejects.toMatchObject({
    code: "invalid_assignments",
    errors: [{ pointer: "/assignments/x/distribution/choices/1", code: "duplicate_choice" }],
  });
  const wrong = { x: { value: 0.5, distribution: { type: "int" as const, low: 0, high: 1 } } };
  await expect(client.record(trial, { attempt: 1, assignments: wrong })).rejects.toMatchObject({
    code: "invalid_input",
    errors: [{ pointer: "/assignments/x/value" }],
  });
});
