import type { Operation } from "@/lib/contract/operation";
import { AppError } from "./app-error";
import { hashJson } from "./canonical-json";
import type { ServiceResult, TransactionContext } from "./service";

interface IdempotentRequest {
  readonly context: TransactionContext;
  readonly operation: Pick<Operation, "id" | "showsSecret">;
  readonly input: unknown;
}

/**
 * Runs a write at most once per Idempotency-Key. The record is written in the write's own transaction: a twin that comes
 * at the same time waits on the row, then gets the stored answer; a failed request leaves no record. An answer with a secret
 * is not stored: its repetition learns that it was done, and no more (S7).
 */
export async function runIdempotently<Output>(
  { context, operation, input }: IdempotentRequest,
  perform: () => Promise<Output>,
): Promise<ServiceResult<Output>> {
  const { db, actor, idempotencyKey } = context;
  if (idempotencyKey === undefined) return { output: await perform(), replayed: false };
  const address = { principalId: actor.id, route: operation.id, key: idempotencyKey };
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
    if (operation.showsSecret) {
      throw new AppError(
        "secret_already_shown",
        "This was done already, and what it made was shown once. Revoke that one and make another, under a new key.",
      );
    }
    return { output: stored.response as Output, replayed: true }; // written below from an Output, and parsed again by bind()
  }
  const output = await perform();
  if (operation.showsSecret) return { output, replayed: false };
  await db.idempotencyRecord.updateMany({ where: address, data: { response: JSON.parse(JSON.stringify(output)) } });
  return { output, replayed: false };
}
