import { performance } from "node:perf_hooks";
import type { ProducerFunctions, StudyAddress } from "@/server/db/sql/producer-functions";
import { processSingleton } from "@/server/kernel/process";
import { replicaId } from "@/server/kernel/replica";
import { CALL_TIMEOUT_MS } from "./pool";

/** Renewed while at least this is left of it: a call and, after its timeout, the fallback's. */
const LEFT_MIN_MS = 2 * CALL_TIMEOUT_MS + 5_000;
const LEASE_SECONDS = (2 * LEFT_MIN_MS) / 1000;
/** Leases of studies nobody asks any more are forgotten with the rest now and then. */
const LEASES_MAX = 10_000;

interface HeldLease {
  readonly fence: number;
  /** On this process's monotonic clock, well before the database ends the lease. */
  readonly renewAt: number;
}

const leases = (): Map<string, HeldLease> => processSingleton("engine-leases", () => new Map<string, HeldLease>());

/** The fence of this study's engine lease, taken or renewed where needed; null while another replica holds it. */
export async function holdEngineLease(
  functions: Pick<ProducerFunctions, "acquireLease">,
  { studyId }: StudyAddress,
): Promise<number | null> {
  const held = leases().get(studyId);
  if (held !== undefined && performance.now() < held.renewAt) return held.fence;
  if (leases().size >= LEASES_MAX) leases().clear();
  leases().delete(studyId);
  const renewAt = performance.now() + LEASE_SECONDS * 1000 - LEFT_MIN_MS;
  const lease = await functions.acquireLease(replicaId(), LEASE_SECONDS);
  if (lease === null) return null;
  leases().set(studyId, { fence: lease.fence, renewAt });
  return lease.fence;
}

/** After the database refused its fence: another replica took the lease meanwhile. */
export function dropEngineLease({ studyId }: StudyAddress): void {
  leases().delete(studyId);
}
