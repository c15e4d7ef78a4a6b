import { AppError } from "./app-error";
import { hashJson } from "./canonical-json";
import type { ServiceResult, TransactionContext } from "./service";

interface IdempotentRequest {
  readonly context: TransactionContext;
  readonly operationId: string;
  readonly input: unknown;
}

/**
 * Runs a write at most once per Idempotency-Key. The record is written in the write's own transaction: a twin that comes
 * at the same time waits on the row, then gets the stored answer; a failed request leaves no record.
 */
export async function runIdempotently<Output>(
  { context, operationId, input }: IdempotentRequest,
  perform: () => Promise<Output>,
): Promise<ServiceResult<Output>> {
  const { db, actor, idempotencyKey } = context;
  if (idempotencyKey === undefined) return { output: await perform(), replayed: false };
  const address = { principalId: actor.id, route: operationId, key: idempotencyKey };
  const bodyHash = new Uint8Array(hashJson(input));
  const { count } = await db.idempotencyRecord.createMany({
    data: { workspaceId: db.workspaceId, ...address, bodyHash, response: {} },
    skipDuplicates: true,
  });
  if (count === 0) {
    const stored = await db.idempotencyRecord.findFirstOrThrow({ where: address });
    if (!Buffer.from(stored.bodyHash).equals(Buffer.from(bodyHash))) {
      throw new AppError(
        "idempotency_mismatch",
        "This Idempotency-Key was used for a request with another body. Use a new key for a new request.",
      );
    }
    return { output: stored.response as Output, replayed: true }; // written below from an Output, and parsed again by bind()
  }
  const output = await perform();
  await db.idempotencyRecord.updateMany({ where: address, data: { response: JSON.parse(JSON.stringify(output)) } });
  return { output, replayed: false };
}
