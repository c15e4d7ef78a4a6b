import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { type StudyChanges, startStudyChanges } from "./start-study-changes";
import { publishStudyChange, type StudyChange, subscribeToStudy } from "./study-changes";

const study = { workspaceId: "11111111-1111-7111-8111-111111111111", studyId: "22222222-2222-7222-8222-222222222222" };
const key = (study.workspaceId + study.studyId).replaceAll("-", "");
const CHANNEL = "tellus_study_changes";

let database: TemporaryDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await temporaryDatabase();
  pool = new pg.Pool({ connectionString: database.urls.app, max: 2 });
  pool.on("error", () => {});
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

let started: StudyChanges | undefined;
const errors: unknown[] = [];
afterEach(async () => {
  await started?.stop();
  errors.length = 0;
});

async function start(options: { readonly connectionString?: string } = {}): Promise<void> {
  const connectionString = options.connectionString ?? database.urls.app;
  started = startStudyChanges({
    listen: () => new pg.Client({ connectionString, application_name: "live-test" }),
    notify: (channel, payload) => pool.query("select pg_notify($1, $2)", [channel, payload]),
    onError: (error) => errors.push(error),
  });
}

/** Collects notices in the background until it is closed. */
function collect() {
  const ended = new AbortController();
  const notices: StudyChange[] = [];
  const done = (async () => {
    for await (const notice of subscribeToStudy({ ...study, signal: ended.signal })) notices.push(notice);
  })();
  return {
    notices,
    close: async () => {
      ended.abort();
      await done;
    },
  };
}

async function eventually(check: () => boolean, timeoutMs = 5000): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (!check()) {
    if (performance.now() > until) throw new Error("It did not happen in time.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const another = (payload: string) => pool.query("select pg_notify($1, $2)", [CHANNEL, payload]);

describe("notices between replicas", () => {
  it("a change on another replica arrives here, one elsewhere does not", async () => {
    await start();
    await started?.listening;
    const { notices, close } = collect();
    await another(`othersid ${"0".repeat(64)}`);
    await another(`othersid ${"1".repeat(64)},${key}`);
    await eventually(() => notices.length > 0);
    expect(notices).toHaveLength(1);
    await another("othersid *");
    await eventually(() => notices.length === 2);
    await close();
  });

  it("a thousand changes here are one NOTIFY with opaque ids, and arrive here once, within a second", async () => {
    const witness = new pg.Client({ connectionString: database.urls.app });
    await witness.connect();
    const payloads: string[] = [];
    witness.on("notification", ({ payload = "" }) => payloads.push(payload));
    await witness.query(`listen ${CHANNEL}`);
    await start();
    await started?.listening;
    const { notices, close } = collect();
    const publishedAt = performance.now();
    for (let count = 0; count < 1000; count += 1) publishStudyChange(study.workspaceId, study.studyId);
    await eventually(() => notices.length > 0);
    expect(performance.now() - publishedAt).toBeLessThan(1000);
    await eventually(() => payloads.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(notices).toHaveLength(1);
    expect(payloads).toEqual([expect.stringMatching(new RegExp(`^[0-9a-f]{8} ${key}$`))]);
    await close();
    await witness.end();
  });

  it("changes of very many studies fit into one NOTIFY", async () => {
    const witness = new pg.Client({ connectionString: database.urls.app });
    await witness.connect();
    const payloads: string[] = [];
    witness.on("notification", ({ payload = "" }) => payloads.push(payload));
    await witness.query(`listen ${CHANNEL}`);
    await start();
    for (let count = 0; count < 500; count += 1) {
      publishStudyChange(study.workspaceId, `22222222-2222-7222-8222-${String(count).padStart(12, "0")}`);
    }
    await eventually(() => payloads.length > 0);
    expect(payloads).toEqual([expect.stringMatching(/^[0-9a-f]{8} \*$/)]);
    expect(errors).toEqual([]);
    await witness.end();
  });
});

describe("a lost LISTEN connection", () => {
  it("is taken up again, is no uncaught error, and wakes every reader, since notices may be lost", async () => {
    await start();
    await started?.listening;
    const { notices, close } = collect();
    const admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    for (let round = 1; round <= 3; round += 1) {
      const { rowCount } = await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'live-test'",
      );
      expect(rowCount).toBe(1);
      await eventually(() => notices.length >= round);
    }
    expect(errors.length).toBeGreaterThanOrEqual(3);
    const before = notices.length;
    await another(`othersid ${key}`);
    await eventually(() => notices.length > before);
    await admin.end();
    await close();
  });

  it("that cannot be had at all is tried with back-off, and stop ends the tries", async () => {
    const nowhere = new URL(database.urls.app);
    nowhere.port = "1";
    await start({ connectionString: nowhere.toString() });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(errors.length).toBeGreaterThanOrEqual(2);
    expect(errors.length).toBeLessThanOrEqual(5);
    const { notices, close } = collect();
    publishStudyChange(study.workspaceId, study.studyId);
    await eventually(() => notices.length === 1); // readers of this process need no database
    await started?.stop();
    const tries = errors.length;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(errors).toHaveLength(tries);
    await close();
  });
});
