import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { relayOutbox } from "@/server/jobs/relay-outbox";
import { openStreams } from "@/server/kernel/stream-service";
import { setOutboxRelay } from "@/server/live/outbox-relay";
import { openSubscriptions } from "@/server/live/study-changes";
import { operationExamples } from "./operation-examples";
import { API_BASE } from "./rest-routes";
import { type ReadEvents, readEvents } from "./testing/read-events";
import { type RealApi, startRealApi } from "./testing/start-real-api";

let api: RealApi;
let admin: pg.Pool;
let study: string;
const opened: ReadEvents[] = [];
beforeAll(async () => {
  api = await startRealApi();
  setOutboxRelay(relayOutbox);
  admin = new pg.Pool({ connectionString: api.adminUrl, max: 1 });
  const { id: project } = await made<{ id: string }>(api.call("POST", `${API_BASE}/projects`, { body: { name: "p" } }));
  const body = { ...operationExamples["study.create"], sampler: { name: "random" }, limits: { max_trials: 500 } };
  study = (await made<{ id: string }>(api.call("POST", `${API_BASE}/projects/${project}/studies`, { body }))).id;
});
afterAll(async () => {
  for (const stream of opened) stream.leave();
  setOutboxRelay(undefined);
  await admin.end();
  await api.close();
});

async function made<Result>(response: Promise<Response>): Promise<Result> {
  const answer = await response;
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as Result;
}

interface Listening {
  readonly query?: string;
  readonly lastEventId?: string;
  readonly key?: string;
}

async function listen({ query = "", lastEventId, key = api.keys[0] }: Listening = {}): Promise<ReadEvents> {
  const stream = await readEvents(`${api.origin}${API_BASE}/studies/${study}/events${query}`, {
    authorization: `Bearer ${key}`,
    ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
  });
  opened.push(stream);
  return stream;
}

/** Runs a trial to its end and gives its number. */
async function finishTrial(): Promise<number> {
  const { trials } = await made<{ trials: { id: string; number: number }[] }>(
    api.call("POST", `${API_BASE}/studies/${study}/ask`, { body: { wait_seconds: 20 } }),
  );
  const [trial] = trials;
  if (trial === undefined) throw new Error("no trial was handed out");
  const told = { attempt: 1, state: "completed", values: { accuracy: 0.5 } };
  await made(api.call("POST", `${API_BASE}/trials/${trial.id}/tell`, { body: told }));
  return trial.number;
}

const numberOf = ({ data }: { readonly data: string }) =>
  (JSON.parse(data) as { data: { trial: { number: number } } }).data.trial.number;

describe("the events of a study", () => {
  it("arrive within a second of the tell, from now on, and are named and numbered by their ids", async () => {
    await finishTrial();
    const stream = await listen();
    expect(stream.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(stream.response.headers.get("cache-control")).toBe("private, no-store");
    const number = await finishTrial();
    const toldAt = performance.now();
    const event = await stream.next();
    expect(performance.now() - toldAt).toBeLessThan(1_000);
    expect(event).toMatchObject({ event: "trial.completed", id: expect.stringMatching(/^evt_[0-9a-f]{32}$/) });
    expect(numberOf(event)).toBe(number);
    expect(JSON.parse(event.data)).toMatchObject({ id: event.id, data: { study_id: study } });
    stream.leave();
  });

  it("R19 go on after Last-Event-ID, without one that is missing or twice, though nobody listened meanwhile", async () => {
    const first = await listen();
    const seen = [await finishTrial()];
    const last = await first.next();
    first.leave();
    seen.push(await finishTrial(), await finishTrial());
    const second = await listen({ lastEventId: last.id ?? "" });
    const numbers = [numberOf(last), numberOf(await second.next()), numberOf(await second.next())];
    expect(numbers).toEqual(seen);
    second.leave();
  });

  it("R19 that were committed while no notice arrived come all the same", async () => {
    const stream = await listen();
    await admin.query(
      `insert into outbox (workspace_id, id, topic, subject_id, body)
       select workspace_id, gen_random_uuid(), 'study.finished', id, '{"reason": "budget"}' from study where id = $1`,
      [study.replace(/^std_(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")],
    );
    expect(await stream.next(8_000)).toMatchObject({ event: "study.finished" });
    stream.leave();
  });

  it("after an id that is not kept any more are all sent again, behind a word of the gap", async () => {
    const stream = await listen({ lastEventId: `evt_${"0".repeat(32)}` });
    expect(await stream.next()).toMatchObject({ event: "events.gap" });
    const oldest = await listen({ query: "?from=oldest" });
    expect((await stream.next()).id).toBe((await oldest.next()).id);
    stream.leave();
    oldest.leave();
  });

  it("an id that is none is refused at the header, a field that is none in the query", async () => {
    const refused = await listen({ lastEventId: "7" });
    expect(refused.response.status).toBe(422);
    expect(await refused.response.json()).toMatchObject({ errors: [{ pointer: "/header/Last-Event-ID" }] });
    expect((await listen({ query: "?from=tomorrow" })).response.status).toBe(422);
  });

  it("S6 end within five seconds of the key's revocation, and the next connection learns why", async () => {
    const { rows } = await admin.query<{ id: string }>(
      "select id from api_key where workspace_id = (select workspace_id from study) order by created_at limit 1",
    );
    const stream = await listen();
    await admin.query("update api_key set revoked_at = now() where id = $1", [rows[0]?.id]);
    const revokedAt = performance.now();
    await stream.ended();
    expect(performance.now() - revokedAt).toBeLessThan(5_000);
    expect((await listen()).response.status).toBe(401);
    await admin.query(
      "update api_key set revoked_at = null, scopes = '{study:read,trial:ask,trial:tell,trial:read}' where id = $1",
      [rows[0]?.id],
    );
  });

  it("S6 end within five seconds when the key loses the scope", async () => {
    const stream = await listen();
    await admin.query(
      "update api_key set scopes = '{study:read,trial:ask,trial:tell}' where workspace_id = (select workspace_id from study)",
    );
    const lostAt = performance.now();
    await stream.ended();
    expect(performance.now() - lostAt).toBeLessThan(5_000);
    expect((await listen()).response.status).toBe(403);
    await admin.query(
      "update api_key set scopes = '{study:read,trial:ask,trial:tell,trial:read}' where workspace_id = (select workspace_id from study)",
    );
    await expect
      .poll(
        async () => {
          const retry = await listen();
          retry.leave();
          return retry.response.status;
        },
        { timeout: 5_000, interval: 250 },
      )
      .toBe(200);
  });

  it("S16 are read over at most sixteen connections of one key, and one that is left makes room", async () => {
    await expect.poll(openStreams).toBe(0);
    const streams = await Promise.all(Array.from({ length: 16 }, () => listen()));
    const refused = await listen();
    expect([refused.response.status, refused.response.headers.get("retry-after")]).toEqual([429, "5"]);
    for (const stream of streams) stream.leave();
    await expect.poll(openStreams).toBe(0);
    const head = await api.call("HEAD", `${API_BASE}/studies/${study}/events`);
    expect(head.status).toBe(200);
    await expect.poll(openStreams).toBe(0);
    await expect.poll(openSubscriptions).toBe(0);
  });
});
