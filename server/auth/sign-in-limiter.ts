import { processSingleton } from "@/server/kernel/process";

interface Attempts {
  count: number;
  windowEndsAt: number;
}

interface SignInAttempt {
  readonly account: string;
  readonly address: string;
  readonly nowMs: number;
}

const WINDOW_MS = 15 * 60_000;
const PER_ACCOUNT = 5;
const PER_ADDRESS = 30;
const REMEMBERED = 50_000;

/**
 * Counts failed sign-ins per account and per address in a window of 15 minutes. It slows guessing and locks nobody out for
 * longer. In this process only: with n replicas an attacker gets n times as many guesses, still far from enough.
 */
export class SignInLimiter {
  readonly #failures = new Map<string, Attempts>();

  /** Seconds to wait before another try is looked at, 0 when it may go on. */
  waitSeconds({ account, address, nowMs }: SignInAttempt): number {
    const waits = [
      this.#wait({ key: accountKey(account), allowed: PER_ACCOUNT, nowMs }),
      this.#wait({ key: addressKey(address), allowed: PER_ADDRESS, nowMs }),
    ];
    return Math.ceil(Math.max(...waits) / 1000);
  }

  noteFailure({ account, address, nowMs }: SignInAttempt): void {
    for (const key of [accountKey(account), addressKey(address)]) {
      const known = this.#failures.get(key);
      const current =
        known !== undefined && known.windowEndsAt > nowMs ? known : { count: 0, windowEndsAt: nowMs + WINDOW_MS };
      current.count += 1;
      this.#failures.delete(key); // and back in at the end: the map's order is the order of last use
      this.#failures.set(key, current);
    }
    this.#forgetOldest();
  }

  /** The right password clears the account, and of the address only this try: a good account must not buy guesses at others. */
  noteSuccess({ account, address }: Pick<SignInAttempt, "account" | "address">): void {
    this.#failures.delete(accountKey(account));
    const known = this.#failures.get(addressKey(address));
    if (known !== undefined) known.count -= 1;
  }

  #wait({ key, allowed, nowMs }: { key: string; allowed: number; nowMs: number }): number {
    const known = this.#failures.get(key);
    return known === undefined || known.count < allowed ? 0 : Math.max(0, known.windowEndsAt - nowMs);
  }

  #forgetOldest(): void {
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= REMEMBERED) return;
      this.#failures.delete(key);
    }
  }
}

export const signInLimiter = (): SignInLimiter => processSingleton("sign-in-limiter", () => new SignInLimiter());

const accountKey = (account: string) => `account ${account}`;
const addressKey = (address: string) => `address ${address}`;
