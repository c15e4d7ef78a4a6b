/** No connection was free in time. A plain error with a code, for both bundles of the process read it. */
export class DatabaseBusyError extends Error {
  override readonly name = "DatabaseBusyError";
  readonly code = "TELLUS_BUSY";
}

export interface GateOptions {
  /** So many are let in at a time. */
  readonly places: number;
  /** More do not wait: they are refused at once. */
  readonly waitingMax: number;
  /** Who would wait longer than this is refused: at once, or as soon as it shows. Undefined: everybody waits. */
  readonly waitMsMax?: number | undefined;
}

/** After this a queue has shown whether it moves; refusals come well within the 200 ms of R23. */
const LOOK_AFTER_MS = 150;
/** Weight of the newest stay in the mean of them. */
const NEWEST = 0.1;

interface Look {
  readonly waiting: Waiting;
  readonly waitMsMax: number;
  readonly cameAt: number;
  readonly enteredBefore: number;
}

type Patience = Pick<GateOptions, "waitingMax" | "waitMsMax">;

/** Of who was let in before, for another statement of the same work. */
const PATIENT: Patience = { waitingMax: Number.POSITIVE_INFINITY };

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The bounded queue in front of a pool. Who is let in is served; who could not be served in time is told so early, while
 * there is time to try elsewhere. First come, first served.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  /** Sum of the times at which those inside came in: gives their mean age without a list of them. */
  #enteredAtSum = 0;
  #enteredCount = 0;
  #meanStayMs = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** How long the next to come would wait, by how long stays last: those that ended, or those inside if they last longer. */
  expectedWaitMs(ahead = this.#waiting.length): number {
    if (this.#running < this.#options.places) return 0;
    // Whoever is looked at while inside is half through its stay, in the mean.
    const meanAgeMs = performance.now() - this.#enteredAtSum / this.#running;
    return ((ahead + 1) / this.#options.places) * Math.max(this.#meanStayMs, 2 * meanAgeMs);
  }

  /** Resolves inside; whoever is inside must leave, with the time at which it came in. */
  async enter({ isPatient = false }: { readonly isPatient?: boolean } = {}): Promise<number> {
    if (this.#running >= this.#options.places) await this.#wait(isPatient ? PATIENT : this.#options);
    else this.#running += 1;
    const enteredAt = performance.now();
    this.#enteredAtSum += enteredAt;
    this.#enteredCount += 1;
    return enteredAt;
  }

  leave(enteredAt: number): void {
    this.#enteredAtSum -= enteredAt;
    this.#meanStayMs += NEWEST * (performance.now() - enteredAt - this.#meanStayMs);
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#running -= 1;
      if (this.#running === 0) this.#enteredAtSum = 0; // sheds what rounding left
      return;
    }
    // The place goes straight to the next in line, so that nobody who comes later can take it.
    clearTimeout(next.timer);
    next.resolve();
  }

  #wait({ waitingMax, waitMsMax = Number.POSITIVE_INFINITY }: Patience): Promise<void> {
    if (this.#waiting.length >= waitingMax || this.expectedWaitMs() > waitMsMax) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { resolve, reject, timer: undefined };
      this.#waiting.push(waiting);
      if (waitMsMax === Number.POSITIVE_INFINITY) return;
      this.#lookLater({ waiting, waitMsMax, cameAt: performance.now(), enteredBefore: this.#enteredCount });
    });
  }

  /** Not before what arrived meanwhile was read: after a pause of our own the timers come first, and nothing has moved yet. */
  #lookLater(look: Look): void {
    look.waiting.timer = setTimeout(() => setImmediate(() => this.#look(look)), LOOK_AFTER_MS);
  }

  /** Refuses who would still wait too long, by how the queue moved since it came; where it did not, by how long those inside stay. */
  #look(look: Look): void {
    const { waiting, waitMsMax, cameAt, enteredBefore } = look;
    const ahead = this.#waiting.indexOf(waiting);
    if (ahead === -1) return; // let in meanwhile
    const moved = this.#enteredCount - enteredBefore;
    const waitMs = moved === 0 ? this.expectedWaitMs(ahead) : ((ahead + 1) / moved) * (performance.now() - cameAt);
    if (waitMs <= waitMsMax) return this.#lookLater(look);
    this.#waiting.splice(ahead, 1);
    waiting.reject(busy());
  }
}

const busy = () => new DatabaseBusyError("Every connection to the database is taken.");
