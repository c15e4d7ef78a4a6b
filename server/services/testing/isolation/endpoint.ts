import type { OperationId } from "@/lib/contract/operations";
import type { RequiredScope } from "@/lib/contract/scopes";
import type { Context } from "@/server/kernel/context";
import type { IdPosition } from "./id-positions";
import type { Place } from "./place";

export type Input = Readonly<Record<string, unknown>>;

/** Something that can be called with ids: an operation, a procedure of the pages, an SQL function. */
export interface Endpoint {
  readonly name: string;
  /** The operation whose pages it gives; none for SQL functions. */
  readonly operationId?: OperationId;
  /** What the caller must be allowed to do; none for SQL functions. */
  readonly scope?: RequiredScope;
  readonly positions: readonly IdPosition[];
  /** Inputs that it takes at this place. */
  readonly inputs: (place: Place) => readonly Input[];
  /** Who calls it, where that is not whoever calls everything else. */
  readonly callerAt?: (place: Place) => Context;
  readonly call: (context: Context, input: Input) => Promise<unknown>;
  /** Whether an id that leads nowhere is refused with not_found; SQL functions have answers of their own. */
  readonly refusesAbsent: boolean;
}
