import type { z } from "zod";
import { fieldErrors } from "@/lib/contract/field-errors";
import type { Operation } from "@/lib/contract/operation";
import { parseInput } from "@/lib/contract/parse-input";
import type { TransactionDb } from "@/server/db/workspace-db";
import { publishStudyChange } from "@/server/live/study-changes";
import { AppError } from "./app-error";
import { invalidInputMessage } from "./caller-pointers";
import type { Context } from "./context";
import { runIdempotently } from "./idempotency";
import { againAfterLostRace } from "./lost-race";
import { mayCall } from "./may-call";

export interface ServiceResult<Output> {
  readonly output: Output;
  /** The stored answer of an earlier request: the same idempotency key, or a result told before. */
  readonly replayed: boolean;
  /** Bytes beside the output, of an operation that gives some. */
  readonly content?: AsyncIterable<Uint8Array>;
}

export interface Service<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly operation: Operation<string, Input, Output>;
  run(context: Context, input: unknown): Promise<ServiceResult<z.output<Output>>>;
}

type Handler<Ctx, Input extends z.ZodType, Output extends z.ZodType> = (
  context: Ctx,
  input: z.output<Input>,
) => Promise<z.input<Output>>;

/** A context whose database handle is one open transaction. */
export type TransactionContext = Omit<Context, "db"> & {
  readonly db: TransactionDb;
  /** Notes that this study changes: who watches it is told after the commit, and not at all when there is none. */
  changed(studyId: string): void;
};

/** Binds a read to its handler. */
export function queryService<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<string, Input, Output>,
  handler: Handler<Context, Input, Output>,
): Service<Input, Output> {
  return bind(operation, async (context, input) => ({ output: await handler(context, input), replayed: false }));
}

interface Extras<Input extends z.ZodType> {
  /** What takes long and must not hold a transaction open, such as asking the network. May refuse; changes nothing. */
  readonly prepare?: (context: Context, input: z.output<Input>) => Promise<void>;
  /** For what cannot be done in the time of every other transaction. */
  readonly timeoutMs?: number;
}

/**
 * Binds a write to its handler. The handler runs in one transaction, together with its audit event and the
 * idempotency record: all of it commits, or none (R2).
 */
export function service<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<string, Input, Output>,
  handler: Handler<TransactionContext, Input, Output>,
  { prepare, timeoutMs }: Extras<Input> = {},
): Service<Input, Output> {
  return bind(operation, async (context, input) => {
    await prepare?.(context, input);
    return againAfterLostRace(async () => {
      const changedStudies = new Set<string>();
      const changed = (studyId: string): void => void changedStudies.add(studyId);
      const work = (db: TransactionDb) => {
        const inside = { ...context, db, changed };
        return runIdempotently({ context: inside, operation, input }, () => handler(inside, input));
      };
      const result = await context.db.transaction(work, timeoutMs);
      for (const studyId of changedStudies) publishStudyChange(context.actor.workspaceId, studyId);
      return result;
    });
  });
}

type HotHandler<Input extends z.ZodType, Output extends z.ZodType> = (
  context: Context,
  input: z.output<Input>,
) => Promise<ServiceResult<z.input<Output>>>;

/**
 * Binds a hot-path write, which is one SQL function that is atomic and replays from its own rows; so the handler is who
 * knows whether its answer is a stored one.
 */
export function hotService<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<string, Input, Output>,
  handler: HotHandler<Input, Output>,
): Service<Input, Output> {
  // Of several functions that a handler calls the last may find the study gone, or be the loser of a deadlock.
  return bind(operation, (context, input) => againAfterLostRace(() => handler(context, input)));
}

/** The only place where scopes are checked and input and output are parsed; parsing the output strips what is not declared. */
function bind<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<string, Input, Output>,
  perform: (context: Context, input: z.output<Input>) => Promise<ServiceResult<z.input<Output>>>,
): Service<Input, Output> {
  return {
    operation,
    async run(context, rawInput) {
      if (!operation.countsItems) await context.quota?.spend(operation.id);
      const { output, ...rest } = await perform(context, admit(context, operation, rawInput));
      return { ...rest, output: operation.output.parse(output) };
    },
  };
}

type Admission<Input extends z.ZodType> = Pick<Operation<string, Input>, "scope" | "input">;

/** Lets a call in, or refuses it: the scope, then the input. */
export function admit<Input extends z.ZodType>(
  { actor }: Pick<Context, "actor">,
  operation: Admission<Input>,
  rawInput: unknown,
): z.output<Input> {
  if (!mayCall(actor, operation.scope)) {
    throw new AppError(
      "forbidden",
      `This needs the scope ${[operation.scope].flat().join(" or ")}. Use a key or a role that has it.`,
    );
  }
  const parsed = parseInput(operation.input, rawInput);
  if (!parsed.success) throw invalidInput(parsed.error);
  return parsed.data;
}

/** The refusal that names the fields at fault. */
export function invalidInput(error: z.ZodError): AppError {
  const errors = fieldErrors(error);
  return new AppError("invalid_input", invalidInputMessage(errors), { errors });
}
