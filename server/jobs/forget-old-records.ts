import { pools } from "@/server/db/pools";
import type { PeriodicJob } from "./periodic";

/** Idempotency records are promised for 48 hours; ended sessions are of no use. */
export const forgetOldRecords: PeriodicJob = {
  name: "forget-old-records",
  everyMs: 600_000,
  async run() {
    await pools().system.query(
      "delete from idempotency_record where created_at < clock_timestamp() - interval '48 hours'",
    );
    await pools().system.query("delete from session where expires_at < clock_timestamp()");
  },
};
