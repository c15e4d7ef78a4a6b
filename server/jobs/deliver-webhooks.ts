import { openWebhookSecret } from "@/server/auth/webhook-secret";
import { pools } from "@/server/db/pools";
import { toApiId } from "@/server/kernel/ids";
import { logger } from "@/server/kernel/process-logger";
import { RefusedTarget } from "@/server/outgoing/refused-target";
import { sendRequest } from "@/server/outgoing/send-request";
import { signMessage } from "@/server/outgoing/sign-message";
import type { PeriodicJob } from "./periodic";

/** Requests of this process under way at once. */
const IN_FLIGHT_MAX = 32;
/** Of one endpoint, over all replicas. */
const PER_WEBHOOK = 2;
/** Well beyond a request's ten seconds: a delivery whose replica died is taken by another then. */
const LOCK_SECONDS = 30;
/** How long after the first, second … failed try the next one comes, in seconds; after the last there is none. */
const RETRY_SECONDS = [5, 30, 120, 600, 3_600, 18_000, 36_000] as const;
/** So that what failed together does not come back together. */
const JITTER = 0.2;

interface Claimed {
  readonly workspace_id: string;
  readonly id: string;
  readonly claim: number;
  readonly attempts: number;
  readonly webhook_id: string;
  readonly url: string;
  readonly secret: Buffer;
  readonly previous_secret: Buffer | null;
  readonly event_id: string;
  readonly type: string;
  readonly data: unknown;
  readonly occurred_at: Date;
}

export interface WebhookDeliveries {
  /** Looks every second for what is due; while there is some, the next is taken as soon as one is done. */
  readonly job: PeriodicJob;
  /** Takes no more, and resolves when nothing is under way. */
  stop(): Promise<void>;
}

type Send = typeof sendRequest;

/**
 * Sends events to webhooks, at least once each: what was claimed by a process that died is claimed again when its lock has run
 * out (R19). Any number of replicas may do this at the same time (R20).
 */
export function deliverWebhooks(send: Send = sendRequest): WebhookDeliveries {
  const underWay = new Set<Promise<void>>();
  let isStopped = false;
  let claiming: Promise<void> | undefined;
  const takeMore = async (): Promise<void> => {
    const room = IN_FLIGHT_MAX - underWay.size;
    if (isStopped || room <= 0) return;
    for (const delivery of await claim(room)) {
      const done: Promise<void> = deliver(delivery, send)
        .catch((error: unknown) => logger().warn("a delivery could not be settled; it is tried again", { error }))
        .finally(() => {
          underWay.delete(done);
          // What fails here comes with the next run of the job.
          void take().catch(() => {});
        });
      underWay.add(done);
    }
  };
  const take = async (): Promise<void> => {
    claiming ??= takeMore().finally(() => {
      claiming = undefined;
    });
    return claiming;
  };
  return {
    job: { name: "deliver-webhooks", everyMs: 1_000, run: take },
    async stop() {
      isStopped = true;
      await claiming?.catch(() => {});
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

async function claim(room: number): Promise<readonly Claimed[]> {
  const { rows } = await pools().system.query<Claimed>({
    name: "claim_deliveries",
    text: "select * from claim_deliveries($1, $2, $3)",
    values: [room, PER_WEBHOOK, LOCK_SECONDS],
  });
  return rows;
}

async function deliver(delivery: Claimed, send: Send): Promise<void> {
  const outcome = await attempt(delivery, send);
  const delivered = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
  const gone = outcome.status === 410;
  await pools().system.query({
    name: "settle_delivery",
    text: "select settle_delivery($1, $2, $3, $4, $5, $6, $7, $8)",
    values: [
      delivery.workspace_id,
      delivery.id,
      delivery.claim,
      delivered,
      outcome.status,
      delivered ? null : outcome.error,
      delivered || gone ? null : retryAfterSeconds(delivery.attempts),
      gone,
    ],
  });
}

interface Outcome {
  readonly status: number | null;
  /** In words, for people. */
  readonly error: string;
}

async function attempt(delivery: Claimed, send: Send): Promise<Outcome> {
  try {
    const { status } = await send(toRequest(delivery));
    return { status, error: statusWords(status) };
  } catch (error) {
    return { status: null, error: errorWords(error) };
  }
}

/** The same bytes with every try; only time and signature change. */
function toRequest(delivery: Claimed) {
  const owner = { workspaceId: delivery.workspace_id, webhookId: delivery.webhook_id };
  const id = toApiId("evt", delivery.event_id);
  const body = JSON.stringify({
    id,
    type: delivery.type,
    timestamp: delivery.occurred_at.toISOString(),
    data: delivery.data,
  });
  const sealed = [delivery.secret, ...(delivery.previous_secret === null ? [] : [delivery.previous_secret])];
  const headers = signMessage({
    id,
    body,
    timestamp: Math.floor(Date.now() / 1000),
    secrets: sealed.map((secret) => open(secret, owner)),
  });
  return {
    url: delivery.url,
    body,
    headers: { "content-type": "application/json", "user-agent": "Tellus-Webhooks/1", ...headers },
  };
}

function open(secret: Buffer, owner: { readonly workspaceId: string; readonly webhookId: string }): Buffer {
  try {
    return openWebhookSecret(secret, owner);
  } catch (cause) {
    throw new RefusedTarget("The secret was encrypted under another TELLUS_SECRET. Change it (rotate) to go on.", {
      cause,
    });
  }
}

/** Undefined never: null says that this was the last try. */
function retryAfterSeconds(attempts: number): number | null {
  const seconds = RETRY_SECONDS[attempts - 1];
  return seconds === undefined ? null : seconds * (1 + JITTER * (2 * Math.random() - 1));
}

function statusWords(status: number): string {
  if (status >= 300 && status < 400) return `Answered ${status}; redirects are not followed.`;
  return `Answered ${status}.`;
}

/** A system's error is told by its code: its message may name addresses of our network. */
function errorWords(error: unknown): string {
  if (error instanceof RefusedTarget) return error.message;
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  if (typeof code === "string") return `No answer: ${code}.`;
  return error instanceof Error ? error.message.slice(0, 300) : "No answer.";
}
