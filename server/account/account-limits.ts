import { signInLimiter } from "@/server/auth/sign-in-limiter";
import { AppError } from "@/server/kernel/app-error";

/**
 * Counts tries at making accounts, by address: five in 15 minutes. Hashing a password costs us a core for a while, and a
 * taken address is said to be taken, so neither may be asked for without end.
 */
export function limitAccountTries(what: "set-up" | "sign-up" | "join", address: string): void {
  const attempt = { account: `${what} from ${address}`, address, nowMs: performance.now() };
  const seconds = signInLimiter().waitSeconds(attempt);
  if (seconds > 0) {
    throw new AppError("rate_limited", `Too many tries. Try again in ${Math.ceil(seconds / 60)} min.`, {
      retryAfterSeconds: seconds,
    });
  }
  signInLimiter().noteFailure(attempt);
}
