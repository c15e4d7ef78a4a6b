import { pools } from "@/server/db/pools";
import { type ProducerFunctions, producerFunctions, type StudyAddress } from "@/server/db/sql/producer-functions";
import { processSingleton } from "@/server/kernel/process";
import { replicaId } from "@/server/kernel/replica";

/**
 * Short, and renewed while it is used: a holder that lives but hears nobody is replaced within this time, one that is gone
 * as soon as its heartbeat is 5 s old (acquire_engine_lease).
 */
const LEASE_SECONDS = 15;
const RENEW_MS = 5_000;
/** Leases of studies nobody asks any more are forgotten with the rest now and then. */
const LEASES_MAX = 10_000;

interface HeldLease {
  readonly study: StudyAddress;
  readonly fence: number;
  /** On this process's monotonic clock, well before the database ends the lease. */
  readonly renewAt: number;
  readonly endsAt: number;
}

const leases = (): Map<string, HeldLease> => processSingleton("engine-leases", () => new Map<string, HeldLease>());

type Lease = Pick<ProducerFunctions, "acquireLease">;

/** The fence of this study's engine lease, taken or renewed where needed; null while another replica holds it. */
export async function holdEngineLease(functions: Lease, study: StudyAddress): Promise<number | null> {
  const { studyId } = study;
  const held = leases().get(studyId);
  if (held !== undefined && performance.now() < held.renewAt) return held.fence;
  if (leases().size >= LEASES_MAX) leases().clear();
  leases().delete(studyId);
  const asked = performance.now();
  const lease = await functions.acquireLease(replicaId(), LEASE_SECONDS);
  if (lease === null) return null;
  leases().set(studyId, { study, fence: lease.fence, renewAt: asked + RENEW_MS, endsAt: asked + LEASE_SECONDS * 1000 });
  return lease.fence;
}

/** Work that may take longer than the lease: renewed until the work has ended. */
export async function underLease<Result>(
  functions: Lease,
  { study, work }: { readonly study: StudyAddress; readonly work: () => Promise<Result> },
): Promise<Result> {
  // A renewal that fails shows when what was made is stored: the fence is refused then.
  const renew = (): void => void holdEngineLease(functions, study).catch(() => undefined);
  const timer = setInterval(renew, RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Whether this process holds the study's engine, as far as it knows. */
export function holdsEngineLease(studyId: string): boolean {
  return performance.now() < (leases().get(studyId)?.endsAt ?? 0);
}

/** After the database refused its fence: another replica took the lease meanwhile. */
export function dropEngineLease({ studyId }: StudyAddress): void {
  leases().delete(studyId);
}

/** When this replica goes away in good order: whoever is asked next takes over at once. */
export async function releaseEngineLeases(): Promise<void> {
  const held = [...leases().values()].filter(({ endsAt }) => performance.now() < endsAt);
  leases().clear();
  await Promise.allSettled(
    held.map(({ study, fence }) => producerFunctions(pools().engine, study).releaseLease(fence)),
  );
}
