import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Study } from "@/lib/contract/study";
import { connectReplicas } from "@/server/connect-replicas";
import { keepLeases } from "@/server/jobs/keep-leases";
import { startJobs } from "@/server/jobs/periodic";
import { toUuid } from "@/server/kernel/ids";
import { replicaId } from "@/server/kernel/replica";
import { type StudyDriver, studyDriver } from "../services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../services/testing/test-workspaces";
import { RestartingApi } from "./testing/restarting-api";

/** Two replicas: this process, and one of its own that can be killed. */
let spaces: TestWorkspaces;
let driver: StudyDriver;
let other: RestartingApi;
let stop: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
  const replicas = connectReplicas(spaces.database.urls, () => undefined);
  stop = [startJobs([keepLeases(replicaId())]), () => replicas.stop()];
  await replicas.listening;
});
afterAll(async () => {
  for (const end of stop) await end();
  await other.kill();
  await spaces.close();
});

interface Asked {
  readonly trials: readonly { id: string; attempt: number; number: number; origin: Record<string, unknown> }[];
}

async function post(path: string, body: unknown): Promise<Asked> {
  const response = await fetch(`${other.origin}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${spaces.one.key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Asked;
}

async function leaseOf({ id }: Study): Promise<{ holder: string; fence: number } | undefined> {
  const { rows } = await spaces.admin.query<{ holder: string; fence: number }>(
    "select holder, fence from engine_lease where study_id = $1",
    [toUuid(id)],
  );
  return rows[0];
}

/** What producers tell each other from now on. */
async function overhear(): Promise<{ readonly payloads: string[]; close(): Promise<void> }> {
  const client = new pg.Client({ connectionString: spaces.database.urls.app });
  const payloads: string[] = [];
  client.on("notification", ({ payload = "" }) => payloads.push(payload));
  await client.connect();
  await client.query("listen tellus_producer");
  return { payloads, close: () => client.end() };
}

test("R34 an ask on a replica without the study's engine is served by the one that has it, with what was told here; once that is killed, here", async () => {
  other = await RestartingApi.open(spaces.database.urls);
  const study = await driver.createStudy({ sampler: { name: "tpe" } });
  const [first] = (await post(`/studies/${study.id}/ask`, { wait_seconds: 20 })).trials;
  if (first === undefined) throw new Error("The other replica gave no trial.");
  const lease = await leaseOf(study);
  expect(lease).toMatchObject({ fence: 1 });
  expect(lease?.holder).not.toBe(replicaId());

  const heard = await overhear();
  await driver.tell(first, { values: { loss: 0.5 } });
  for (let step = 0; step < 5; step += 1) {
    const trial = await driver.askOne(study);
    expect(trial.origin).not.toHaveProperty("behind");
    expect(trial.origin).not.toHaveProperty("fallback");
    await driver.tell(trial, { values: { loss: step } });
  }
  expect(await leaseOf(study)).toEqual(lease);
  const key = (spaces.one.workspaceId + toUuid(study.id)).replaceAll("-", "");
  expect(heard.payloads).toContainEqual(expect.stringContaining(`${key}+1`)); // wished here
  expect(heard.payloads).toContainEqual(expect.stringContaining(`${key}!`)); // made there
  await heard.close();

  await other.kill();
  const killed = performance.now();
  const trial = await driver.askOne(study, { wait_seconds: 20 });
  expect(performance.now() - killed).toBeLessThan(10_000);
  expect(trial.origin).not.toHaveProperty("behind");
  expect(await leaseOf(study)).toMatchObject({ holder: replicaId(), fence: 2 });
});
