import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { studyDriver } from "../services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../services/testing/test-workspaces";
import { RestartingApi } from "./testing/restarting-api";

let spaces: TestWorkspaces;
let api: RestartingApi;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  api = await RestartingApi.open(spaces.database.urls);
});
afterAll(async () => {
  await api.kill();
  await spaces.close();
});

const BUDGET = 120;
const WORKERS = 8;

/** One request until it is answered, whatever happens to the server: the same key and body each time. */
async function insist(path: string, body: unknown, key: string): Promise<{ status: number; body: unknown }> {
  for (;;) {
    try {
      const response = await fetch(`${api.origin}/api/v1${path}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${spaces.one.key}`,
          "content-type": "application/json",
          "idempotency-key": key,
        },
        body: JSON.stringify(body),
      });
      const answer: unknown = await response.json();
      if (response.status < 500) return { status: response.status, body: answer };
    } catch {
      // killed in the middle: whether it was done is unknown, so it is asked again
    }
    await sleep(20);
  }
}

interface Ledger {
  /** What the server acknowledged: number and loss of each told trial. */
  readonly told: Map<number, number>;
  readonly ends: unknown[];
}

/** A training loop that notes what it was promised. */
async function work(studyId: string, { told, ends }: Ledger): Promise<void> {
  for (;;) {
    const asked = await insist(`/studies/${studyId}/ask`, { wait_seconds: 2 }, randomUUID());
    if (asked.status === 409) {
      ends.push(asked.body);
      return;
    }
    const { trials } = asked.body as { trials: { id: string; number: number; attempt: number }[] };
    for (const { id, number, attempt } of trials) {
      expect(told.has(number)).toBe(false);
      const loss = Math.random();
      const answer = await insist(
        `/trials/${id}/tell`,
        { attempt, state: "completed", values: { loss } },
        randomUUID(),
      );
      expect(answer, JSON.stringify(answer)).toMatchObject({ status: 200 });
      told.set(number, loss);
    }
  }
}

test("R1 R3 R4 R12 kill -9 of the server, four times under load, loses no told result, hands out no trial twice and keeps the budget", async () => {
  const study = await studyDriver(spaces.one.owner).createStudy({ limits: { max_trials: BUDGET } });
  const ledger: Ledger = { told: new Map(), ends: [] };
  const workers = Promise.all(Array.from({ length: WORKERS }, () => work(study.id, ledger)));
  for (let kills = 0; kills < 4; kills += 1) {
    const before = ledger.told.size;
    while (ledger.told.size < Math.min(before + 8, BUDGET - 10)) await sleep(5);
    await api.kill();
    await api.start();
  }
  await workers;
  const { rows } = await spaces.admin.query<{ number: number; loss: number; state: string }>(
    `select t.number, t.state, o.value as loss from trial t
       left join observation_value o on o.workspace_id = t.workspace_id and o.trial_id = t.id
      where t.study_id = $1 order by t.number`,
    [study.id.replace("std_", "")],
  );
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: BUDGET }, (_, number) => number));
  expect(new Map(rows.map(({ number, loss }) => [number, loss]))).toEqual(
    new Map([...ledger.told].sort(([a], [b]) => a - b)),
  );
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["completed"]));
  expect(ledger.ends).toHaveLength(WORKERS);
}, 90_000);
