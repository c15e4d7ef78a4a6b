import type { Problem } from "@/lib/contract/problem";
import { pointedAtCaller } from "@/server/kernel/caller-pointers";
import type { Context } from "@/server/kernel/context";
import { problemOf } from "@/server/kernel/problem";
import { logger } from "@/server/kernel/process-logger";
import { publicAddress } from "@/server/kernel/public-address";
import type { ServiceResult } from "@/server/kernel/service";
import { asAppError, logUnexpected } from "@/server/kernel/unexpected";

export interface ItemAnswer<Body> {
  readonly status: number;
  readonly replayed: boolean;
  readonly retry_after_s: number | null;
  readonly body: Body | Problem;
}

/** What the single call would have answered, whatever becomes of it. It never fails. */
export async function answerItem<Body>(
  { requestId }: Pick<Context, "requestId">,
  run: () => Promise<ServiceResult<Body>>,
): Promise<ItemAnswer<Body>> {
  try {
    const { output, replayed } = await run();
    return { status: 200, replayed, retry_after_s: null, body: output };
  } catch (error) {
    const refusal = pointedAtCaller(asAppError(error), {
      addressFields: ["trial_id"],
      toPointer: (pointer) => pointer,
    });
    logUnexpected(logger(), refusal);
    const { status, retryAfterSeconds } = refusal;
    return {
      status,
      replayed: false,
      retry_after_s: retryAfterSeconds === undefined ? null : Math.ceil(retryAfterSeconds),
      body: problemOf(refusal, { requestId, publicUrl: publicAddress() }),
    };
  }
}
