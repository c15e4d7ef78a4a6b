import { type OperationResultObservable, TRPCClientError, type TRPCLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable, share } from "@trpc/server/observable";
import { z } from "zod";
import { UNREACHED } from "./unreached";

/**
 * Makes a change that is asked for again while it is on its way once: a double click, or Enter pressed twice, sends the very
 * same request, and both get the one answer. React learns that a request runs too late to refuse the second click.
 */
export function onceLink<Router extends AnyRouter>(): TRPCLink<Router> {
  return () => {
    const running = new Map<string, OperationResultObservable<Router, unknown>>();
    return ({ op, next }) => {
      if (op.type !== "mutation") return next(op);
      const key = `${op.path} ${JSON.stringify(op.input)}`;
      const known = running.get(key);
      if (known !== undefined) return known;
      const started: OperationResultObservable<Router, unknown> = observable((observer) => {
        const call = next(op).subscribe(observer);
        return () => {
          running.delete(key);
          call.unsubscribe();
        };
      }).pipe(share()) as OperationResultObservable<Router, unknown>; // `share` keeps what it is given, and loses the type
      running.set(key, started);
      return started;
    };
  };
}

/** Says in our own words that nobody answered; the browser's (“Failed to fetch”) help nobody. */
export function unreachedLink<Router extends AnyRouter>(): TRPCLink<Router> {
  return () =>
    ({ op, next }) =>
      observable((observer) =>
        next(op).subscribe({
          next: (value) => observer.next(value),
          complete: () => observer.complete(),
          error: (error) =>
            observer.error(
              isAnswer(error)
                ? error
                : TRPCClientError.from(new Error(problemOf(error) ?? UNREACHED, { cause: error })),
            ),
        }),
      );
}

/** A refusal of ours has data; what was called off by the page itself is nobody's fault. */
function isAnswer(error: TRPCClientError<AnyRouter>): boolean {
  return error.data !== undefined || error.cause?.name === "AbortError";
}

const Problem = z.object({ detail: z.string(), code: z.string() });

/** What a problem document says, with which a request is refused before it is read as a call: that its body is too large. */
function problemOf({ meta }: TRPCClientError<AnyRouter>): string | undefined {
  return Problem.safeParse(meta?.responseJSON).data?.detail;
}
