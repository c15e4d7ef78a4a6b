import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { Connection, type Reply } from "./connection";
import type { Cycle } from "./measure-rate";
import type { ServerProcess } from "./server-process";

const ASK_COUNT_MAX = 64;
const ENQUEUE_MAX = 1_000;
/** Of a refusal: what a client does that is told to come again. */
const REFUSED_WAIT_MS = 100;
/** Steps of one measurement request, as a job reports that measures each pass over its data. */
const METRICS = { loss: 0.25, accuracy: 0.75 };

export const SEARCH_SPACE = {
  lr: { type: "float", low: 1e-5, high: 0.1, scale: "log" },
  layers: { type: "int", low: 1, high: 8 },
  optimizer: { type: "categorical", choices: ["sgd", "adam"] },
  momentum: { type: "float", low: 0, high: 0.99, when: { optimizer: "sgd" } },
};

const Created = z.object({ id: z.string() });
const Asked = z.object({
  trials: z.array(
    z.object({ id: z.string(), number: z.int(), attempt: z.int(), origin: z.looseObject({ sampler: z.string() }) }),
  ),
});
const Counted = z.object({ trial_counts: z.object({ completed: z.int() }) });
export type Held = z.infer<typeof Asked>["trials"][number];

export interface StudyChoice {
  readonly sampler?: string;
  readonly search_space?: object;
  readonly objectives?: readonly object[];
}

/** Clients of one server, each with a connection of its own, and the requests they are timed with. */
export class Workloads {
  /** Answers of 429 and 503, each followed by another try: there was more to do than could be done in time. */
  refused = 0;
  #closed = false;
  #studies = 0;

  private constructor(
    private readonly server: ServerProcess,
    private readonly connections: readonly Connection[],
  ) {}

  static async open(server: ServerProcess, clients: number): Promise<Workloads> {
    return new Workloads(
      server,
      Array.from({ length: clients }, () => new Connection(server)),
    );
  }

  /** What is under way fails. */
  close(): void {
    this.#closed = true;
    for (const connection of this.connections) connection.close();
  }

  /** Tells of trials that were asked before the clock runs. `confirm` counts what the server kept of them. */
  async tells(trialCount: number): Promise<{ cycle: Cycle; confirm: (told: number) => Promise<void> }> {
    const study = await this.createStudy();
    const held = await this.#askAhead(study, trialCount);
    const cycle: Cycle = async (client) => {
      const trial = held.pop();
      if (trial === undefined) return false;
      await this.tell(client, trial);
      return true;
    };
    return { cycle, confirm: (told) => this.#confirm(study, told) };
  }

  /** Asks of one trial each; the engine makes the suggestion within the request. */
  async asks(): Promise<Cycle> {
    const study = await this.createStudy();
    return async (client) => (await this.ask(client, study)) !== undefined;
  }

  /** Asks for trials that lie there already: handing out alone. */
  async asksFromShelf(trialCount: number): Promise<Cycle> {
    const study = await this.createStudy();
    for (let made = 0; made < trialCount; made += ENQUEUE_MAX) {
      const trials = Array.from({ length: Math.min(ENQUEUE_MAX, trialCount - made) }, () => ({
        assignments: { lr: 1e-5 + Math.random() * 0.09, layers: 3, optimizer: "adam" },
      }));
      await this.#post(0, { path: `/studies/${study}/trials`, body: { trials }, expected: 201 });
    }
    let left = trialCount;
    return async (client) => {
      left -= 1;
      return left >= 0 && (await this.ask(client, study)) !== undefined;
    };
  }

  /** A step with two metrics on a running trial of each client's own. */
  async measurements(): Promise<Cycle> {
    const held = await this.#askAhead(await this.createStudy(), this.connections.length);
    const steps = held.map(() => 0);
    return async (client) => {
      const trial = held[client];
      if (trial === undefined) throw new Error(`There is no trial for client ${client}.`);
      const step = (steps[client] ?? 0) + 1;
      steps[client] = step;
      await this.measure(client, trial, step);
      return true;
    };
  }

  /** All clients ask and tell, one trial after the other, on one study. */
  cycles(study: string, metric = "loss"): Cycle {
    return async (client) => {
      const trial = await this.ask(client, study);
      if (trial === undefined) return false;
      await this.tell(client, trial, metric);
      return true;
    };
  }

  async createStudy({ sampler = "random", ...choice }: StudyChoice = {}): Promise<string> {
    this.#studies += 1;
    const body = {
      name: `bench ${this.#studies}`,
      search_space: SEARCH_SPACE,
      objectives: [{ metric: "loss", direction: "minimize" }],
      sampler: { name: sampler },
      limits: { max_trials: 1_000_000 },
      ...choice,
    };
    return Created.parse(
      await this.#post(0, { path: `/projects/${this.server.projectId}/studies`, body, expected: 201 }),
    ).id;
  }

  async ask(client: number, study: string, waitSeconds = 10): Promise<Held | undefined> {
    const call = { path: `/studies/${study}/ask`, body: { wait_seconds: waitSeconds }, expected: 201 };
    return Asked.parse(await this.#post(client, call)).trials[0];
  }

  async tell(client: number, { id, attempt }: Held, metric = "loss"): Promise<void> {
    const body = { attempt, state: "completed", values: { [metric]: Math.random() } };
    await this.#post(client, { path: `/trials/${id}/tell`, body, expected: 200 });
  }

  async measure(client: number, { id, attempt }: Held, step: number): Promise<void> {
    const body = { attempt, steps: [{ step, values: METRICS }] };
    await this.#post(client, { path: `/trials/${id}/measurements`, body, expected: 200 });
  }

  async heartbeat(client: number, { id, attempt }: Held): Promise<void> {
    await this.#post(client, { path: `/trials/${id}/heartbeat`, body: { attempt }, expected: 200 });
  }

  async #askAhead(study: string, count: number): Promise<Held[]> {
    const held: Held[] = [];
    while (held.length < count) {
      const body = { count: Math.min(ASK_COUNT_MAX, count - held.length), wait_seconds: 10 };
      const reply = await this.#post(0, { path: `/studies/${study}/ask`, body, expected: 201 });
      held.push(...Asked.parse(reply).trials);
    }
    return held;
  }

  async #confirm(study: string, told: number): Promise<void> {
    const { port, apiKey } = this.server;
    const reply = await fetch(`http://127.0.0.1:${port}/api/v1/studies/${study}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const { completed } = Counted.parse(await reply.json()).trial_counts;
    if (completed !== told) throw new Error(`${told} results were acknowledged, but ${completed} are stored.`);
  }

  /** Any status but the expected one fails the run; a refusal for too much work, or a wait that ended empty, is tried again. */
  async #post(client: number, { path, body, expected }: Call): Promise<unknown> {
    const connection = this.connections[client];
    if (connection === undefined) throw new Error(`There are ${this.connections.length} connections.`);
    for (;;) {
      if (this.#closed) throw new Error("The clients have gone.");
      const reply = await connection.post(path, body);
      if (reply.status === 202) continue;
      if (reply.status !== 429 && reply.status !== 503) return expectStatus(reply, expected);
      this.refused += 1;
      await sleep(REFUSED_WAIT_MS * (0.5 + Math.random()));
    }
  }
}

interface Call {
  readonly path: string;
  readonly body: unknown;
  readonly expected: number;
}

function expectStatus({ status, body }: Reply, expected: number): unknown {
  if (status !== expected) throw new Error(`The server answered ${status} instead of ${expected}: ${body}`);
  return JSON.parse(body);
}
