import type { z } from "zod";
import { readStudy } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { subscribeToStudy } from "@/server/live/study-changes";
import type { TrpcContext } from "../create-trpc-context";
import { runService } from "../expose";
import { procedure } from "../init";
import { drainSignal } from "../open-streams";
import { toTrpcError } from "../trpc-error";

/** A session that ends must stop an open stream within five seconds. */
const RECHECK_EVERY_MS = 4_000;

/**
 * Notices that something about a study changed, never what: the page reads that through the operations it may call. The
 * first notice comes at once, so that a page which reconnects catches up on what it missed.
 */
export const studyChanges = procedure
  .input((raw: unknown) => raw as z.input<typeof readStudy.input>)
  .subscription(async function* ({ ctx, input, signal }) {
    const study = await runService({ operation: readStudy, ctx, input, signal });
    const { workspaceId } = await ctx.actor();
    const ended = new AbortController();
    const untilEnd = AbortSignal.any([signal ?? ctx.signal, ended.signal, drainSignal()]);
    const watch = watchSession(ctx, ended);
    try {
      // Listening starts before the first notice: nothing is missed between the two.
      const changes = subscribeToStudy({ workspaceId, studyId: toUuid(study.id), signal: untilEnd });
      yield { sequence: 0 };
      for await (const { sequence } of changes) yield { sequence };
    } finally {
      clearInterval(watch);
    }
    // The reader is told why, unless it was the one who left.
    if (ended.signal.aborted) throw toTrpcError(ended.signal.reason);
    if (drainSignal().aborted) throw toTrpcError(drainSignal().reason);
  });

/** Ends the stream with the reason as soon as the person is no longer signed in or no longer a member. */
function watchSession(ctx: TrpcContext, ended: AbortController): NodeJS.Timeout {
  const timer = setInterval(() => {
    ctx.recheckActor().catch((reason: unknown) => ended.abort(reason));
  }, RECHECK_EVERY_MS);
  return timer.unref();
}
