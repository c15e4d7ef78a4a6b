import type { SignedInPerson } from "@/server/auth/session-store";

/** What an account service gets: who asks, if anybody, and from where. */
export interface AccountContext {
  /** Looked up once per request; `null` when nobody is signed in. */
  readonly person: () => Promise<SignedInPerson | null>;
  /** Whether a page of ours sent this request as a write (S10). */
  readonly mayWrite: boolean;
  /** For limits. */
  readonly address: string;
  readonly requestId: string;
}
