import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { setSessionSecret } from "@/server/auth/session-secret";
import type { AppError } from "@/server/kernel/app-error";
import { setOutgoingRules } from "@/server/outgoing/outgoing-rules";
import { sendRequest } from "@/server/outgoing/send-request";
import { createProject } from "@/server/services/project/create-project";
import { runService } from "@/server/services/testing/run-service";
import { redeliverWebhook } from "@/server/services/webhook/redeliver-webhook";
import { rotateWebhookSecret } from "@/server/services/webhook/rotate-webhook-secret";
import { testWebhook } from "@/server/services/webhook/test-webhook";
import { updateWebhook } from "@/server/services/webhook/update-webhook";
import { isSignedWith } from "./testing/webhook-receiver";
import { openWebhookScene, type WebhookScene } from "./testing/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
});
afterAll(() => scene.close());
beforeEach(() => scene.clear());

const context = () => scene.spaces.one.owner;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable("it was not refused"),
    (error: AppError) => error,
  );

describe("an endpoint", () => {
  test("that fails five times in a row rests, gets one try after that, and is as before when that succeeds", async () => {
    const { webhook } = await scene.webhookAt("/tired");
    scene.receiver.answers.set("/tired", 503);
    await scene.happen(10);
    for (let round = 0; round < 6; round += 1) await scene.tryOnce();
    const tired = await scene.webhookNow(webhook.id);
    expect(tired?.failures).toBeGreaterThanOrEqual(5);
    expect(Date.parse(tired?.resting_until ?? "")).toBeGreaterThan(Date.now() + 20_000);
    const before = scene.receiver.received.length;
    expect(before).toBeLessThan(8);
    await scene.tryOnce();
    expect(scene.receiver.received).toHaveLength(before);
    await scene.spaces.admin.query("update webhook set paused_until = now()");
    await scene.soon();
    await scene.tryOnce();
    expect(scene.receiver.received).toHaveLength(before + 1);
    scene.receiver.answers.delete("/tired");
    await scene.spaces.admin.query("update webhook set paused_until = now()");
    await scene.soon();
    await scene.tryOnce();
    expect(await scene.webhookNow(webhook.id)).toMatchObject({ failures: 0, resting_until: null });
  });

  test("that answers 410 gets nothing more, until somebody enables it again", async () => {
    const { webhook } = await scene.webhookAt("/gone");
    scene.receiver.answers.set("/gone", 410);
    await scene.happen();
    await scene.tryOnce();
    expect(await scene.webhookNow(webhook.id)).toMatchObject({ state: "gone" });
    expect(await scene.list(webhook.id)).toMatchObject([{ state: "dead", last_status: 410 }]);
    await scene.happen();
    await scene.tryOnce();
    expect(scene.receiver.received).toHaveLength(1);
    const test = runService({ service: testWebhook, context: context(), input: { webhook_id: webhook.id } });
    expect((await refusal(test)).code).toBe("state_conflict");
    scene.receiver.answers.delete("/gone");
    await runService({ service: updateWebhook, context: context(), input: { webhook_id: webhook.id, enabled: true } });
    await scene.happen();
    await scene.tryOnce();
    expect(await scene.list(webhook.id)).toMatchObject([{ state: "delivered" }, { state: "dead" }]);
  });

  test("that redirects is told so, and nothing goes where it points", async () => {
    const { webhook } = await scene.webhookAt("/moved");
    scene.receiver.answers.set("/moved", 302);
    await runService({ service: testWebhook, context: context(), input: { webhook_id: webhook.id } });
    await scene.tryOnce();
    expect(await scene.list(webhook.id)).toMatchObject([
      { event_type: "webhook.test", study_id: null, last_error: "Answered 302; redirects are not followed." },
    ]);
  });
});

describe("S27 a secret", () => {
  test("that is replaced signs beside the new one as long as was asked for, and not a moment when it leaked", async () => {
    const { webhook, secret: first } = await scene.webhookAt("/rotated");
    const rotate = (keep_old_hours: number) =>
      runService({
        service: rotateWebhookSecret,
        context: context(),
        input: { webhook_id: webhook.id, keep_old_hours },
      });
    const { secret: second, webhook: rotated } = await rotate(1);
    expect(Date.parse(rotated.old_secret_until ?? "")).toBeGreaterThan(Date.now() + 50 * 60_000);
    await scene.happen();
    await scene.tryOnce();
    const signedBy = () =>
      [first, second].map((secret) => scene.receiver.received.some((each) => isSignedWith(secret, each)));
    expect(scene.receiver.received[0]?.signatures).toHaveLength(2);
    expect(signedBy()).toEqual([true, true]);
    scene.receiver.received.length = 0;
    await scene.spaces.admin.query("update webhook set previous_until = now() - interval '1 second'");
    await scene.happen();
    await scene.tryOnce();
    expect(signedBy()).toEqual([false, true]);
    scene.receiver.received.length = 0;
    await rotate(0);
    await scene.happen();
    await scene.tryOnce();
    expect(scene.receiver.received[0]?.signatures).toHaveLength(1);
    expect(signedBy()).toEqual([false, false]);
  });

  test("S7 stands in no row, and under another TELLUS_SECRET opens for nobody: the delivery says so", async () => {
    const { webhook, secret } = await scene.webhookAt("/sealed");
    const bytes = Buffer.from(secret.slice("whsec_".length), "base64");
    const { rows } = await scene.spaces.admin.query<{ row: string }>("select to_jsonb(w)::text as row from webhook w");
    expect(rows[0]?.row).not.toContain(bytes.toString("hex"));
    expect(rows[0]?.row).not.toContain(bytes.toString("base64"));
    await scene.happen();
    setSessionSecret("another secret than the one it was sealed with");
    await scene.tryOnce();
    setSessionSecret("a secret of the tests alone, of no use elsewhere");
    const [delivery] = await scene.list(webhook.id);
    expect(delivery).toMatchObject({ state: "pending", attempts: 1 });
    expect(delivery?.last_error).toContain("another TELLUS_SECRET");
    expect(scene.receiver.received).toEqual([]);
  });
});

describe("S12 an address", () => {
  test("that is not allowed is refused at /url when it is saved, changed and tested, and when it is sent to", async () => {
    const { webhook } = await scene.webhookAt("/once-allowed");
    await scene.happen();
    setOutgoingRules(scene.strict);
    const url = scene.receiver.url("/x");
    for (const refused of [
      scene.webhookAt("/x"),
      runService({ service: updateWebhook, context: context(), input: { webhook_id: webhook.id, url } }),
      runService({ service: testWebhook, context: context(), input: { webhook_id: webhook.id } }),
    ]) {
      const error = await refusal(refused);
      expect([error.code, error.errors[0]?.pointer]).toEqual(["invalid_input", "/url"]);
    }
    await scene.tryOnce();
    setOutgoingRules({ ...scene.loopback, networks: undefined });
    await scene.soon();
    await scene.tryOnce();
    expect(scene.receiver.received).toEqual([]);
    const [delivery] = await scene.list(webhook.id);
    expect(delivery).toMatchObject({ attempts: 2, last_status: null });
    expect(delivery?.last_error).toContain("does not lead to the public internet");
  });

  test("whose name leads elsewhere than when it was saved is refused at the delivery", async () => {
    const { webhook } = await scene.webhookAt("/named");
    await scene.spaces.admin.query("update webhook set url = $1", [
      `http://rebinding.tellus.example:${scene.receiver.port}/named`,
    ]);
    await scene.happen();
    const rules = { ...scene.loopback, networks: undefined };
    await scene.tryOnce((request) =>
      sendRequest(request, { rules, resolve: async () => [{ address: "127.0.0.1", family: 4 }] }),
    );
    expect(scene.receiver.received).toEqual([]);
    expect((await scene.list(webhook.id))[0]?.last_error).toContain("rebinding.tellus.example does not lead");
  });
});

test("a workspace has at most twenty webhooks, and another's project or delivery is not found", async () => {
  const theirs = await runService({
    service: createProject,
    context: scene.spaces.two.owner,
    input: { name: "theirs" },
  });
  expect((await refusal(scene.webhookAt("/x", { project_id: theirs.id }))).code).toBe("not_found");
  const { webhook: first } = await scene.webhookAt("/first");
  const { webhook: second } = await scene.webhookAt("/second");
  await scene.happen();
  const [delivery] = await scene.list(second.id);
  const input = { webhook_id: first.id, delivery_id: delivery?.id ?? "" };
  expect((await refusal(runService({ service: redeliverWebhook, context: context(), input }))).code).toBe("not_found");
  for (let count = 2; count < 20; count += 1) await scene.webhookAt(`/${count}`);
  expect((await refusal(scene.webhookAt("/one-more"))).code).toBe("state_conflict");
});
