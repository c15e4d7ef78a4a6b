import { z } from "zod";
import { StudyId } from "@/lib/contract/primitives";
import { readStudy } from "@/lib/contract/study";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { subscribeToStudy } from "@/server/live/study-changes";
import type { TrpcContext } from "../create-trpc-context";
import { runService } from "../expose";
import { procedure } from "../init";
import { latestOf } from "../latest-of";
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
    for await (const { sequence } of notices({ ctx, inputs: [input], signal })) yield { sequence };
  });

/** As many as a page compares. */
const WatchedStudies = z.strictObject({ study_ids: z.array(StudyId).min(1).max(8) });

/** The same of several studies over one stream: browsers keep only a few connections to a server. */
export const severalStudiesChanges = procedure
  .input((raw: unknown) => raw as z.input<typeof WatchedStudies>)
  .subscription(async function* ({ ctx, input, signal }) {
    const parsed = WatchedStudies.safeParse(input);
    if (!parsed.success) throw new AppError("invalid_input", "Name one to eight studies by their ids.");
    yield* notices({ ctx, inputs: parsed.data.study_ids.map((study_id) => ({ study_id })), signal });
  });

interface Watch {
  readonly ctx: TrpcContext;
  /** Each is read as `study.read` reads it, so each is authorised alone (S20). */
  readonly inputs: readonly z.input<typeof readStudy.input>[];
  readonly signal: AbortSignal | undefined;
}

async function* notices({ ctx, inputs, signal }: Watch) {
  const studies = await Promise.all(inputs.map((input) => runService({ operation: readStudy, ctx, input, signal })));
  const { workspaceId } = await ctx.actor();
  const ended = new AbortController();
  const left = new AbortController();
  const untilEnd = AbortSignal.any([signal ?? ctx.signal, ended.signal, left.signal, drainSignal()]);
  const watch = watchSession(ctx, ended);
  try {
    // Listening starts before the first notice: nothing is missed between the two.
    const changes = new Map(
      studies.map(({ id }) => [id, subscribeToStudy({ workspaceId, studyId: toUuid(id), signal: untilEnd })]),
    );
    for (const study_id of changes.keys()) yield { study_id, sequence: 0 };
    for await (const [study_id, { sequence }] of latestOf(changes)) yield { study_id, sequence };
  } finally {
    clearInterval(watch);
    left.abort();
  }
  // The reader is told why, unless it was the one who left.
  if (ended.signal.aborted) throw toTrpcError(ended.signal.reason);
  if (drainSignal().aborted) throw toTrpcError(drainSignal().reason);
}

/** Ends the stream with the reason as soon as the person is no longer signed in or no longer a member. */
function watchSession(ctx: TrpcContext, ended: AbortController): NodeJS.Timeout {
  const timer = setInterval(() => {
    ctx.recheckActor().catch((reason: unknown) => ended.abort(reason));
  }, RECHECK_EVERY_MS);
  return timer.unref();
}
