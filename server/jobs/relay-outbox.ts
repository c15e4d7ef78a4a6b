import { eventTypes } from "@/lib/contract/event";
import { pools } from "@/server/db/pools";
import { relayOutboxNow } from "@/server/live/outbox-relay";
import type { PeriodicJob } from "./periodic";

const RELAYED_AT_ONCE = 500;
/** A backlog is worked off in several runs, so that whoever waits for one is not kept for minutes. */
const BATCHES_PER_RUN = 20;

/** Moves what was committed to the outbox on to the events. Each batch is a short transaction; replicas take turns (R19, R20). */
export async function relayOutbox(): Promise<void> {
  for (let batch = 0; batch < BATCHES_PER_RUN; batch += 1) {
    const { rows } = await pools().system.query<{ relayed: number }>({
      name: "relay_outbox",
      text: "select relay_outbox($1, $2) as relayed",
      values: [eventTypes, RELAYED_AT_ONCE],
    });
    if ((rows[0]?.relayed ?? 0) < RELAYED_AT_ONCE) return;
  }
}

/** Every second, on every replica. Streams ask for a run of their own when they hear of a change. */
export const keepOutboxRelayed: PeriodicJob = { name: "relay-outbox", everyMs: 1_000, run: relayOutboxNow };
