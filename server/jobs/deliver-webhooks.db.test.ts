import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { StudyEvent } from "@/lib/contract/event";
import { systemPool } from "@/server/db/pools";
import { sendRequest } from "@/server/outgoing/send-request";
import { createProject } from "@/server/services/project/create-project";
import { runService } from "@/server/services/testing/run-service";
import { redeliverWebhook } from "@/server/services/webhook/redeliver-webhook";
import { deliverWebhooks, type WebhookDeliveries } from "./deliver-webhooks";
import { forgetOldRecords } from "./forget-old-records";
import { relayOutbox } from "./relay-outbox";
import { isSignedWith } from "./testing/webhook-receiver";
import { openWebhookScene, type WebhookScene } from "./testing/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
});
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const running: WebhookDeliveries[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((deliveries) => deliveries.stop()));
});

const context = () => scene.spaces.one.owner;
const awake = () => scene.spaces.admin.query("update webhook set paused_until = null");

/** A replica's job, which ends with the test. */
function replica(send?: typeof sendRequest): WebhookDeliveries {
  const deliveries = deliverWebhooks(send);
  running.push(deliveries);
  return deliveries;
}

describe("R19, S27 an event", () => {
  test("reaches the webhooks that want it, signed over id, time and body, with all that the API tells of it", async () => {
    const { webhook, secret } = await scene.webhookAt("/all", { event_types: ["trial.completed"] });
    await scene.webhookAt("/other-types");
    const elsewhere = await runService({ service: createProject, context: context(), input: { name: "elsewhere" } });
    await scene.webhookAt("/other-project", { event_types: ["trial.completed"], project_id: elsewhere.id });
    const trial = await scene.driver.askOne(scene.study);
    await scene.driver.tell(trial, { values: { loss: 0.25 } });
    await relayOutbox();
    await scene.tryOnce();
    expect(scene.receiver.received.map(({ path }) => path)).toEqual(["/all"]);
    const [message] = scene.receiver.received;
    if (message === undefined) throw new Error("nothing came");
    expect(isSignedWith(secret, message)).toBe(true);
    expect(isSignedWith(secret, { ...message, body: `${message.body} ` })).toBe(false);
    expect(isSignedWith(secret, { ...message, timestamp: message.timestamp + 1 })).toBe(false);
    expect(Math.abs(message.timestamp - Date.now() / 1000)).toBeLessThan(60);
    const event = StudyEvent.parse(JSON.parse(message.body));
    expect(event).toMatchObject({ id: message.id, data: { trial: { number: trial.number, values: { loss: 0.25 } } } });
    expect(await scene.list(webhook.id)).toMatchObject([{ state: "delivered", attempts: 1, last_status: 204 }]);
  });

  test("that is refused comes again under the same id after 5 s, 30 s, 2 min, 10 min, 1 h, 5 h and 10 h, then is dead, then comes when it is asked for", async () => {
    const { webhook } = await scene.webhookAt("/broken");
    scene.receiver.answers.set("/broken", 500);
    await scene.happen();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await scene.tryOnce();
      const [delivery] = await scene.list(webhook.id);
      expect(delivery).toMatchObject({ attempts: attempt, last_status: 500, last_error: "Answered 500." });
      if (delivery?.next_attempt_at != null && delivery.last_attempt_at !== null)
        waits.push((Date.parse(delivery.next_attempt_at) - Date.parse(delivery.last_attempt_at)) / 1000);
      await scene.soon();
      await awake();
    }
    const wanted = [5, 30, 120, 600, 3_600, 18_000, 36_000];
    expect(waits).toHaveLength(wanted.length);
    for (const [index, seconds] of wanted.entries()) {
      expect(waits[index]).toBeGreaterThan(seconds * 0.8);
      expect(waits[index]).toBeLessThan(seconds * 1.2 + 1);
    }
    const [dead] = await scene.list(webhook.id);
    expect(dead).toMatchObject({ state: "dead", next_attempt_at: null });
    await scene.tryOnce();
    expect(scene.receiver.received).toHaveLength(8);
    expect(new Set(scene.receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(new Set(scene.receiver.received.map(({ body }) => body)).size).toBe(1);
    scene.receiver.answers.delete("/broken");
    const again = { webhook_id: webhook.id, delivery_id: dead?.id ?? "" };
    await runService({ service: redeliverWebhook, context: context(), input: again });
    await scene.tryOnce();
    expect(await scene.list(webhook.id)).toMatchObject([{ state: "delivered", attempts: 1, event_id: dead?.event_id }]);
  });

  test("R20 of several replicas is sent by one of them, and no endpoint gets more than two at a time", async () => {
    const { webhook } = await scene.webhookAt("/busy");
    scene.receiver.delayMs = 5;
    await scene.happen(60);
    const replicas = [replica(), replica(), replica()];
    const finished = async () => {
      await Promise.all(replicas.map(({ job }) => job.run()));
      return (await scene.list(webhook.id)).every(({ state }) => state === "delivered");
    };
    await expect.poll(finished, { timeout: 30_000, interval: 50 }).toBe(true);
    expect(scene.receiver.received).toHaveLength(60);
    expect(new Set(scene.receiver.received.map(({ id }) => id)).size).toBe(60);
    expect(scene.receiver.mostAtOnce("/busy")).toBe(2);
  });

  test("R19 whose sender was killed is sent by another, and what the first one reports late changes nothing", async () => {
    const { webhook } = await scene.webhookAt("/killed");
    await scene.happen();
    const claim = "select id, claim from claim_deliveries(10, 2, 30)";
    const { rows } = await systemPool().query<{ id: string; claim: number }>(claim);
    await scene.tryOnce();
    expect(scene.receiver.received).toHaveLength(0);
    await scene.spaces.admin.query("update webhook_delivery set locked_until = now() - interval '1 second'");
    await scene.tryOnce();
    expect(await scene.list(webhook.id)).toMatchObject([{ state: "delivered" }]);
    const late = await systemPool().query(
      "select settle_delivery($1, $2, $3, false, 500, 'late', 5, false) as settled",
      [scene.spaces.one.workspaceId, rows[0]?.id, rows[0]?.claim],
    );
    expect(late.rows).toEqual([{ settled: false }]);
    expect(await scene.list(webhook.id)).toMatchObject([{ state: "delivered" }]);
  });

  test("R19 for an endpoint that never answers delays no other's", async () => {
    await scene.webhookAt("/silent");
    await scene.webhookAt("/quick");
    scene.receiver.answers.set("/silent", "nothing");
    await scene.happen(40);
    const ended = new AbortController();
    const silentOnes: Promise<unknown>[] = [];
    const send: typeof sendRequest = (request) => {
      const reply = sendRequest({ ...request, signal: ended.signal }, { timeoutMs: 60_000 });
      if (request.url.endsWith("/silent")) silentOnes.push(reply);
      return reply;
    };
    await replica(send).job.run();
    const quick = () => scene.receiver.received.filter(({ path }) => path === "/quick").length;
    await expect.poll(quick, { timeout: 50_000, interval: 20 }).toBe(40);
    // The two that were begun are still waited for, and no third was.
    expect(silentOnes).toHaveLength(2);
    expect(scene.receiver.mostAtOnce("/silent")).toBe(2);
    ended.abort();
    await Promise.allSettled(silentOnes);
  });
});

test("deliveries go with their events after seven days, a webhook's with the webhook", async () => {
  const { webhook } = await scene.webhookAt("/old");
  await scene.webhookAt("/deleted");
  await scene.happen(2);
  const count = async () =>
    (await scene.spaces.admin.query<{ count: number }>("select count(*)::int as count from webhook_delivery")).rows[0]
      ?.count;
  expect(await count()).toBe(4);
  await scene.spaces.admin.query("delete from webhook where name = '/deleted'");
  expect(await count()).toBe(2);
  await scene.spaces.admin.query(
    "update event set relayed_at = now() - interval '7 days 1 minute' where id = (select id from event limit 1)",
  );
  await forgetOldRecords.run();
  expect(await scene.list(webhook.id)).toHaveLength(1);
});
