import pg from "pg";
import type { Breaker } from "./breaker";
import { DatabaseAwayError } from "./breaker";
import { Gate, type GateOptions } from "./gate";

type Callback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: Error | boolean) => void,
) => void;

export interface GatedPoolOptions extends pg.PoolConfig {
  readonly gate: GateOptions;
  readonly breaker: Breaker;
}

/**
 * A pool whose queue is a gate, and that does not try a database that is away. Prisma, our statements and transactions all
 * take their connections through `connect`, so nobody gets around it.
 */
export class GatedPool extends pg.Pool {
  readonly gate: Gate;
  readonly #breaker: Breaker;
  readonly #clients = new Set<pg.PoolClient>();
  #isSingleStatement = false;
  #isFollowUp = false;

  constructor({ gate, breaker, ...options }: GatedPoolOptions) {
    super({ ...options, max: gate.places });
    this.gate = new Gate(gate);
    this.#breaker = breaker;
    this.query = this.#marked(this.query.bind(this));
    this.on("connect", (client) => this.#clients.add(client));
    this.on("remove", (client) => this.#clients.delete(client));
  }

  /** Breaks every connection, so that whoever waits for an answer on one hears now that none will come. */
  sever(): void {
    for (const client of this.#clients) {
      const { connection } = client as unknown as { connection: { stream: { destroy(error: Error): void } } }; // as pg 8 has it, without a type
      connection.stream.destroy(new DatabaseAwayError("The database does not answer."));
    }
  }

  /** A statement of work that was let in before: it waits its turn, but is not refused any more. */
  followUp<Result>(statement: () => Promise<Result>): Promise<Result> {
    this.#isFollowUp = true;
    try {
      return statement();
    } finally {
      this.#isFollowUp = false;
    }
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<pg.PoolClient> | undefined {
    const isSingleStatement = this.#isSingleStatement;
    const client = this.#connectThroughGate({ isSingleStatement, isPatient: this.#isFollowUp });
    if (callback === undefined) return client;
    client.then(
      (connected) => callback(undefined, connected, connected.release),
      (error: Error) => callback(error, undefined, () => undefined),
    );
    return undefined;
  }

  /** pg-pool's own `query` takes its connection by `connect`, before it returns. */
  #marked<Query extends (...given: never[]) => unknown>(query: Query): Query {
    const marked = (...given: Parameters<Query>): unknown => {
      this.#isSingleStatement = true;
      try {
        return query(...given);
      } finally {
        this.#isSingleStatement = false;
      }
    };
    return marked as Query; // the same parameters, the same result
  }

  async #connectThroughGate({ isSingleStatement, isPatient }: Entry): Promise<pg.PoolClient> {
    this.#refuseWhileAway();
    const enteredAt = await this.gate.enter({ isPatient });
    try {
      this.#refuseWhileAway();
      const client = await super.connect();
      this.#releaseThroughGate({ client, enteredAt, isSingleStatement });
      return client;
    } catch (error) {
      this.gate.leave(enteredAt);
      if (!(error instanceof DatabaseAwayError)) this.#breaker.noteFailure();
      throw error;
    }
  }

  #refuseWhileAway(): void {
    if (this.#breaker.isOpen) throw new DatabaseAwayError("The database is away.");
  }

  #releaseThroughGate({ client, enteredAt, isSingleStatement }: Borrowed): void {
    const release = client.release;
    client.release = (error) => {
      // A statement of its own that the database refused leaves nothing behind: making the connection anew costs far more,
      // and would do so just when statements run into their time limits.
      const keeps = isSingleStatement && error instanceof pg.DatabaseError && error.severity === "ERROR";
      if (!error || keeps) this.#breaker.noteAnswer();
      this.gate.leave(enteredAt);
      if (keeps) release();
      else release(error);
    };
  }
}

interface Entry {
  readonly isSingleStatement: boolean;
  readonly isPatient: boolean;
}

interface Borrowed {
  readonly client: pg.PoolClient;
  readonly enteredAt: number;
  readonly isSingleStatement: boolean;
}
