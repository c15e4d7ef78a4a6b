import { DatabaseSetupError } from "@/server/db/database-setup-error";
import { GatedPool } from "@/server/db/gated-pool";
import { pools } from "@/server/db/pools";
import { assertRolesSafe } from "@/server/db/role-safety";
import { databaseFigures } from "./database-figures";
import { metrics } from "./registry";
import { withinPatience } from "./within-patience";

/** The self-test opens a connection of its own, and what it finds changes by somebody's hand only. */
const SELF_TEST_MS = 300_000;

export interface Exposed {
  readonly contentType: string;
  readonly text: string;
}

/** Prometheus's text format: what the process counted, its pools as they are, and the latest sample of the database. */
export function exposeMetrics({ version }: { readonly version: string }): () => Promise<Exposed> {
  const { registry, buildInfo } = metrics();
  buildInfo.set({ version, node: process.version }, 1);
  const sample = databaseFigures(registry);
  const testRoles = selfTest();
  return async () => {
    await Promise.all([sample(), testRoles()]);
    readPools();
    return { contentType: registry.contentType, text: await registry.metrics() };
  };
}

function readPools(): void {
  const { poolConnections, poolWaiting } = metrics();
  for (const [pool, value] of Object.entries(pools())) {
    if (!(value instanceof GatedPool)) continue;
    poolConnections.set({ pool, state: "idle" }, value.idleCount);
    poolConnections.set({ pool, state: "busy" }, value.totalCount - value.idleCount);
    poolWaiting.set({ pool }, value.gate.waiting);
  }
}

/** A database that does not answer says nothing of its roles: the last finding stays, and `tellus_database_up` tells. */
function selfTest(): () => Promise<void> {
  let testedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - testedAt < SELF_TEST_MS) return;
    testedAt = performance.now();
    const { rlsSafe } = metrics();
    const { urls } = pools();
    await withinPatience(Promise.all([assertRolesSafe(urls.app), assertRolesSafe(urls.system)])).then(
      () => rlsSafe.set(1),
      (error: unknown) => {
        if (error instanceof DatabaseSetupError) rlsSafe.set(0);
      },
    );
  };
}
