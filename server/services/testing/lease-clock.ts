import { systemPool } from "@/server/db/pools";
import { toUuid } from "@/server/kernel/ids";
import type { TestWorkspaces } from "./test-workspaces";

/** Moves leases instead of waiting for them. */
export interface LeaseClock {
  /** The leases of these trials ran out a second ago. */
  letExpire(...trialIds: readonly string[]): Promise<void>;
  /** What every replica does every second: it says that it lives, then puts back what expired. How many that were. */
  reap(): Promise<number>;
  expireAndReap(...trialIds: readonly string[]): Promise<void>;
  secondsLeft(trialId: string): Promise<number>;
  /** All replicas are silent since this long. */
  silence(seconds: number): Promise<void>;
}

const REPLICA = "0192f0c1-a2b3-7c8d-9e0f-112233445566";

export function leaseClock({ admin }: Pick<TestWorkspaces, "admin">): LeaseClock {
  const clock: LeaseClock = {
    async letExpire(...trialIds) {
      await admin.query(
        "update trial set lease_until = clock_timestamp() - interval '1 second' where id = any ($1::uuid[]) and state = 'running'",
        [trialIds.map(toUuid)],
      );
    },
    async reap() {
      await systemPool().query("select beat_service($1)", [REPLICA]);
      return (await systemPool().query("select study_id from reap_expired_leases(100)")).rows.length;
    },
    async expireAndReap(...trialIds) {
      await clock.letExpire(...trialIds);
      await clock.reap();
    },
    async secondsLeft(trialId) {
      const { rows } = await admin.query<{ left: number | null }>(
        "select extract(epoch from lease_until - clock_timestamp())::float8 as left from trial where id = $1",
        [toUuid(trialId)],
      );
      return rows[0]?.left ?? Number.NaN;
    },
    async silence(seconds) {
      await admin.query("update service_heartbeat set beat_at = clock_timestamp() - make_interval(secs => $1)", [
        seconds,
      ]);
    },
  };
  return clock;
}
