import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitingMax } from "@/lib/contract/space-revision";
import { toUuid } from "@/server/kernel/ids";
import { type RealApi, startRealApi } from "./testing/start-real-api";

let api: RealApi;
beforeAll(async () => {
  api = await startRealApi();
});
afterAll(() => api.close());

const NAMES = Array.from({ length: 100 }, (_, index) => `p${index}`);
const UNIT = { type: "float", low: 0, high: 1, default: 0.5 } as const;
const SPACE = Object.fromEntries(NAMES.map((name) => [name, UNIT]));
/** As many as may wait where the new space has a hundred and one. */
const WAITING = waitingMax(NAMES.length + 1);

interface Created {
  readonly id: string;
}

async function send(method: string, path: string, body: unknown): Promise<Created> {
  const reply = await api.call(method, `/api/v1${path}`, { body });
  expect(reply.status, await reply.clone().text()).toBeLessThan(300);
  return (await reply.json()) as Created;
}

/** A study that somebody has enqueued thousands of trials in, each with all its parameters. */
async function studyWithWaiting(): Promise<string> {
  const project = await send("POST", "/projects", { name: "large" });
  const objectives = [{ metric: "loss", direction: "minimize" }];
  const study = await send("POST", `/projects/${project.id}/studies`, {
    name: "large",
    search_space: SPACE,
    objectives,
    limits: { max_trials: 20_000 },
  });
  const assignments = Object.fromEntries(NAMES.map((name, index) => [name, index / 100]));
  await send("POST", `/studies/${study.id}/trials`, { trials: [{ assignments }] });
  const admin = new pg.Client({ connectionString: api.adminUrl });
  await admin.connect();
  try {
    const columns = "workspace_id, study_id, source, assignments, origin, space_revision, priority, repeat_index";
    await admin.query(
      `insert into trial (id, number, fingerprint, ${columns})
       select gen_random_uuid(), number + n, md5(n::text), ${columns} from trial, generate_series(1, $2::int) n where study_id = $1`,
      [toUuid(study.id), WAITING - 1],
    );
  } finally {
    await admin.end();
  }
  return study.id;
}

/** How long each of these takes, asked one after the other until the work is done. */
async function livezDuring(work: Promise<unknown>): Promise<number[]> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  const tookMs: number[] = [];
  while (!isDone) {
    const started = performance.now();
    expect((await api.call("GET", "/livez")).status).toBe(200);
    tookMs.push(performance.now() - started);
  }
  await done;
  return tookMs;
}

test("while a space with very many waiting trials is changed the server answers others", async () => {
  const id = await studyWithWaiting();
  const started = performance.now();
  const change = send("PATCH", `/studies/${id}`, { search_space: { ...SPACE, more: UNIT } });
  const tookMs = await livezDuring(change);
  const whole = performance.now() - started;
  // Of one piece of work without a pause the longest answer would be most of it.
  expect(Math.max(...tookMs)).toBeLessThan(whole / 3);
  expect(tookMs.length).toBeGreaterThan(10);
});
