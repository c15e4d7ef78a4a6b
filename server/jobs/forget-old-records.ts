import { pools } from "@/server/db/pools";
import type { PeriodicJob } from "./periodic";

interface Retention {
  readonly table: string;
  /** SQL that holds for a row that may go. */
  readonly isOld: string;
}

/** Described in docs/operations. Clocks are the database's. */
const RETENTIONS: readonly Retention[] = [
  { table: "idempotency_record", isOld: "created_at < clock_timestamp() - interval '48 hours'" },
  // A bucket that nobody took from for so long is full again.
  { table: "rate_limit", isOld: "refilled_at < clock_timestamp() - interval '1 day'" },
  { table: "session", isOld: "expires_at < clock_timestamp()" },
  { table: "engine_call", isOld: "called_at < clock_timestamp() - interval '30 days'" },
  // Delivered or not: nothing older is worth telling anybody.
  { table: "outbox", isOld: "created_at < clock_timestamp() - interval '7 days'" },
  { table: "event", isOld: "relayed_at < clock_timestamp() - interval '7 days'" },
];

/** One statement deletes no more than this, so that none holds many rows or runs into its time limit. */
const DELETED_AT_ONCE = 5_000;
/** What is left comes with the next run. */
const STATEMENTS_MAX = 200;

/** Deletes what was kept for as long as it was promised. */
export const forgetOldRecords: PeriodicJob = {
  name: "forget-old-records",
  everyMs: 600_000,
  async run() {
    for (const retention of RETENTIONS) {
      for (let statements = 0; statements < STATEMENTS_MAX; statements += 1) {
        if ((await deleteSome(retention)) < DELETED_AT_ONCE) break;
      }
    }
  },
};

/** Another replica may delete the same rows: then there is less to do for this one. */
async function deleteSome({ table, isOld }: Retention): Promise<number> {
  const { rowCount } = await pools().system.query(
    `delete from ${table} where ctid = any (array(
       select ctid from ${table} where ${isOld} limit ${DELETED_AT_ONCE}))`,
  );
  return rowCount ?? 0;
}
