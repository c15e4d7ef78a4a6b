import type { PersonActor } from "@/server/kernel/actor";

/** What every procedure gets. The actor is resolved once per request; an array of calls shares it. */
export interface TrpcContext {
  /** The person in the workspace of the address. Throws `unauthenticated` or `not_found`. */
  readonly actor: () => Promise<PersonActor>;
  /** Looks the session up anew: for streams, which outlive the check at their start. */
  readonly recheckActor: () => Promise<PersonActor>;
  /** Whether a page of ours sent this request as a write. False while a page is rendered: a GET changes nothing (S10). */
  readonly mayWrite: boolean;
  readonly requestId: string;
  readonly signal: AbortSignal;
}
