import { AppError } from "@/server/kernel/app-error";

/** A bucket of tokens that fills by itself, shared by all replicas. */
export interface Bucket {
  readonly principalId: string;
  /** As the headers name it. */
  readonly name: "key" | "workspace";
  readonly perMinute: number;
}

export interface Allotment {
  readonly granted: number;
  /** What the shared bucket still has. */
  readonly left: number;
}

/** Takes so many tokens, or fewer, of the bucket that all replicas share. */
export type TakeAllotment = (bucket: Bucket, wanted: number) => Promise<Allotment>;

interface Held {
  tokens: number;
  left: number;
  /** Before this the shared bucket has nothing; nobody asks it. */
  emptyUntil: number;
  usedAt: number;
  taking: Promise<void> | undefined;
}

const WINDOW_SECONDS = 60;
/** Taken at a time, so that the shared row is written once for so many requests. */
const ALLOTMENT_MAX = 100;
/** What a replica took and did not use for so long is forfeit: it would come on top of a full bucket. */
const FORFEIT_MS = 10_000;
const REMEMBERED = 20_000;

/**
 * Counts operations against a key's and its workspace's share. This process takes tokens in allotments and hands them out
 * from memory; n replicas let pass at most n allotments more than the bucket holds, and as many less while some are idle.
 */
export class RateLimiter {
  readonly #held = new Map<string, Held>();

  constructor(
    private readonly take: TakeAllotment,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one token of each bucket, or refuses and takes none. Rejects as `take` does when the shared bucket cannot be asked. */
  async spend(buckets: readonly Bucket[]): Promise<void> {
    for (const bucket of buckets) await this.#ensure(bucket);
    // Nothing is awaited from here on, so nobody else takes what was just seen.
    for (const bucket of buckets) {
      const held = this.#of(bucket);
      if (held.tokens < 1) throw limited(bucket, 1);
    }
    for (const bucket of buckets) {
      const held = this.#of(bucket);
      held.tokens -= 1;
      held.usedAt = this.now();
    }
  }

  /** `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers-10 has them. */
  headers(buckets: readonly Bucket[]): Readonly<Record<string, string>> {
    const policies = buckets.map(({ name, perMinute }) => `"${name}";q=${perMinute};w=${WINDOW_SECONDS}`);
    const states = buckets.map((bucket) => {
      const { tokens, left } = this.#of(bucket);
      const remaining = Math.max(0, Math.floor(tokens + left));
      const full = Math.ceil((bucket.perMinute - remaining) / perSecond(bucket));
      return `"${bucket.name}";r=${remaining};t=${Math.max(0, full)}`;
    });
    return { "RateLimit-Policy": policies.join(", "), RateLimit: states.join(", ") };
  }

  async #ensure(bucket: Bucket): Promise<void> {
    const held = this.#of(bucket);
    if (this.now() - held.usedAt > FORFEIT_MS) held.tokens = 0;
    // More than once: those who waited for the same allotment may have used it up.
    for (let tries = 0; held.tokens < 1 && tries < 3; tries += 1) {
      if (this.now() < held.emptyUntil) throw limited(bucket, (held.emptyUntil - this.now()) / 1000);
      held.taking ??= this.#fill(bucket, held).finally(() => {
        held.taking = undefined;
      });
      await held.taking;
    }
  }

  async #fill(bucket: Bucket, held: Held): Promise<void> {
    const { granted, left } = await this.take(bucket, allotmentOf(bucket));
    held.tokens += granted;
    held.left = left;
    held.usedAt = this.now();
    if (granted === 0) held.emptyUntil = this.now() + ((1 - left) / perSecond(bucket)) * 1000;
  }

  #of({ principalId }: Bucket): Held {
    const known = this.#held.get(principalId);
    if (known !== undefined) return known;
    if (this.#held.size >= REMEMBERED) this.#held.clear();
    const made: Held = { tokens: 0, left: 0, emptyUntil: 0, usedAt: this.now(), taking: undefined };
    this.#held.set(principalId, made);
    return made;
  }
}

const perSecond = ({ perMinute }: Bucket): number => perMinute / WINDOW_SECONDS;

/** A small bucket is taken in small parts, or one replica would have all of it. */
const allotmentOf = ({ perMinute }: Bucket): number => Math.min(ALLOTMENT_MAX, Math.max(1, Math.floor(perMinute / 20)));

function limited({ name, perMinute }: Bucket, seconds: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(seconds));
  return new AppError(
    "rate_limited",
    `This ${name} may do ${perMinute} operations a minute, and has done them. Send the same request again in ${retryAfterSeconds} s; tells and measurements can go together in /batch, where each counts as one.`,
    { retryAfterSeconds, extra: { limit: name } },
  );
}
