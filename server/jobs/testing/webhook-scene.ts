import type { z } from "zod";
import type * as contract from "@/lib/contract/webhook";
import { toUuid } from "@/server/kernel/ids";
import { parseNetworks } from "@/server/kernel/parse-networks";
import { type OutgoingRules, setOutgoingRules } from "@/server/outgoing/outgoing-rules";
import type { sendRequest } from "@/server/outgoing/send-request";
import { runService } from "@/server/services/testing/run-service";
import { type StudyDriver, studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { createWebhook } from "@/server/services/webhook/create-webhook";
import { listWebhookDeliveries } from "@/server/services/webhook/list-webhook-deliveries";
import { listWebhooks } from "@/server/services/webhook/list-webhooks";
import { deliverWebhooks } from "../deliver-webhooks";
import { relayOutbox } from "../relay-outbox";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver";

type NewWebhook = Partial<z.input<typeof contract.createWebhook.input>>;

/** A study whose events are sent to an endpoint on loopback, which the operator of this scene has allowed. */
export interface WebhookScene {
  readonly spaces: TestWorkspaces;
  readonly driver: StudyDriver;
  readonly receiver: WebhookReceiver;
  readonly study: Awaited<ReturnType<StudyDriver["createStudy"]>>;
  readonly strict: OutgoingRules;
  readonly loopback: OutgoingRules;
  /** Nothing was sent and no webhook is there. */
  clear(): Promise<void>;
  /** A webhook for paused studies, unless said otherwise. */
  webhookAt(path: string, more?: NewWebhook): Promise<z.output<typeof contract.createWebhook.output>>;
  /** Its deliveries, newest first. */
  list(webhookId: string): Promise<readonly contract.WebhookDelivery[]>;
  webhookNow(webhookId: string): Promise<contract.Webhook | undefined>;
  /** So many events that webhooks want, relayed. */
  happen(count?: number): Promise<void>;
  /** Everything that is due now is tried once. */
  tryOnce(send?: typeof sendRequest): Promise<void>;
  /** Everything that waits is due. */
  soon(): Promise<unknown>;
  close(): Promise<void>;
}

export async function openWebhookScene(): Promise<WebhookScene> {
  const [spaces, receiver] = await Promise.all([openTestWorkspaces(), startWebhookReceiver()]);
  const context = spaces.one.owner;
  const driver = studyDriver(context);
  const study = await driver.createStudy({ limits: { max_trials: 1_000 } });
  const strict = { allowHttp: false, ports: [443, 80], networks: undefined };
  const loopback = { allowHttp: true, ports: [receiver.port], networks: parseNetworks("127.0.0.1") };
  const query = (sql: string, values: unknown[] = []) => spaces.admin.query(sql, values);
  return {
    spaces,
    driver,
    receiver,
    study,
    strict,
    loopback,
    async clear() {
      setOutgoingRules(loopback);
      for (const table of ["webhook", "event", "outbox"]) await query(`delete from ${table}`);
      receiver.received.length = 0;
      receiver.answers.clear();
      receiver.delayMs = 0;
    },
    webhookAt: (path, more = {}) =>
      runService({
        service: createWebhook,
        context,
        input: { name: path, url: receiver.url(path), event_types: ["study.paused"], ...more },
      }),
    list: async (webhook_id) =>
      (await runService({ service: listWebhookDeliveries, context, input: { webhook_id, limit: 1000 } })).data,
    webhookNow: async (id) =>
      (await runService({ service: listWebhooks, context, input: {} })).data.find((each) => each.id === id),
    async happen(count = 1) {
      await query(
        `insert into outbox (workspace_id, id, topic, subject_id, body)
         select $1, gen_random_uuid(), 'study.paused', $2, '{}' from generate_series(1, $3)`,
        [spaces.one.workspaceId, toUuid(study.id), count],
      );
      await relayOutbox();
    },
    async tryOnce(send) {
      const deliveries = deliverWebhooks(send);
      await deliveries.job.run();
      await deliveries.stop();
    },
    soon: () => query("update webhook_delivery set next_at = now()"),
    async close() {
      setOutgoingRules(strict);
      await receiver.close();
      await spaces.close();
    },
  };
}
