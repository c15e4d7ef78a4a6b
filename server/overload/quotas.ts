import type { OperationId } from "@/lib/contract/operations";
import { systemPool } from "@/server/db/pools";
import type { Actor } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import type { Quota } from "@/server/kernel/context";
import { logger } from "@/server/kernel/process-logger";
import { loadClassOf } from "./load-class";
import { type Allotment, type Bucket, RateLimiter, type TakeAllotment } from "./rate-limiter";

export interface RateLimits {
  /** Operations a minute; undefined: as many as come. */
  readonly perKey: number | undefined;
  readonly perWorkspace: number | undefined;
}

export const takeAllotment: TakeAllotment = async ({ principalId, perMinute }, wanted) => {
  const { rows } = await systemPool().query<{ allotment: Allotment }>({
    name: "take_allotment",
    text: "select take_allotment($1, $2, $3, $4) as allotment",
    values: [principalId, wanted, perMinute, perMinute / 60],
  });
  const [row] = rows;
  if (row === undefined) throw new Error("take_allotment returned no row");
  return row.allotment;
};

/** What each caller may still do; nothing where no limit is set. Batches count their items, not themselves. */
export function openQuotas({ perKey, perWorkspace }: RateLimits): ((actor: Actor) => Quota) | undefined {
  if (perKey === undefined && perWorkspace === undefined) return undefined;
  const limiter = new RateLimiter(takeAllotment);
  return (actor) => {
    const buckets: readonly Bucket[] = [
      ...(perKey === undefined ? [] : [{ principalId: actor.id, name: "key", perMinute: perKey } as const]),
      ...(perWorkspace === undefined
        ? []
        : [{ principalId: actor.workspaceId, name: "workspace", perMinute: perWorkspace } as const]),
    ];
    return {
      spend: (operationId) => limiter.spend(buckets).catch((error: unknown) => openOnFailure(operationId, error)),
      headers: () => limiter.headers(buckets),
    };
  };
}

/** A limit that cannot be looked up stops no result: tells and heartbeats go on, everything else is refused. */
function openOnFailure(operationId: string, error: unknown): void {
  if (error instanceof AppError) throw error;
  if (loadClassOf(operationId as OperationId) !== "report") throw error; // every operation's id is one
  logger().warn("a rate limit could not be looked up; the report is taken", { operation: operationId, error });
}
