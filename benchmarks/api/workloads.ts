import { z } from "zod";
import { Connection, type Reply } from "./connection";
import type { Cycle } from "./measure-rate";

const ASK_COUNT_MAX = 64;
/** Steps of one measurement request, as a job reports that measures each pass over its data. */
const METRICS = { loss: 0.25, accuracy: 0.75 };

const Created = z.object({ id: z.string() });
const Asked = z.object({ trials: z.array(z.object({ id: z.string(), attempt: z.int() })) });
const Counted = z.object({ trial_counts: z.object({ completed: z.int() }) });
type Held = z.infer<typeof Asked>["trials"][number];

/** The timed requests, each on a study of its own so that no round works on what an earlier one left. */
export class Workloads {
  readonly #connections: readonly Connection[];
  readonly #address: { readonly origin: string; readonly apiKey: string };
  readonly #projectId: string;
  #studies = 0;

  private constructor(options: {
    readonly connections: readonly Connection[];
    readonly address: { readonly origin: string; readonly apiKey: string };
    readonly projectId: string;
  }) {
    this.#connections = options.connections;
    this.#address = options.address;
    this.#projectId = options.projectId;
  }

  static async open(server: {
    readonly port: number;
    readonly apiKey: string;
    readonly projectId: string;
    readonly clients: number;
  }): Promise<Workloads> {
    const { port, apiKey, projectId } = server;
    const connections = await Promise.all(Array.from({ length: server.clients }, () => Connection.open(server)));
    return new Workloads({ connections, projectId, address: { origin: `http://127.0.0.1:${port}`, apiKey } });
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  /** Tells of trials that were asked before the clock runs. `confirm` counts what the server kept of them. */
  async tell(trialCount: number): Promise<{ cycle: Cycle; confirm: (told: number) => Promise<void> }> {
    const studyId = await this.#createStudy();
    const held = await this.#ask(studyId, trialCount);
    const cycle: Cycle = async (client) => {
      const trial = held.pop();
      if (trial === undefined) return false;
      const body = { attempt: trial.attempt, state: "completed", values: { loss: Math.random() } };
      expectStatus(await this.#connection(client).post(`/trials/${trial.id}/tell`, body), 200);
      return true;
    };
    return { cycle, confirm: (told) => this.#confirm(studyId, told) };
  }

  /** Asks of one trial each; the engine makes the suggestion within the request. */
  async ask(): Promise<Cycle> {
    const studyId = await this.#createStudy();
    return async (client) => {
      const reply = await this.#connection(client).post(`/studies/${studyId}/ask`, { wait_seconds: 10 });
      expectStatus(reply, 201);
      return true;
    };
  }

  /** A step with two metrics on a running trial of each client's own. */
  async measure(): Promise<Cycle> {
    const held = await this.#ask(await this.#createStudy(), this.#connections.length);
    const steps = held.map(() => 0);
    return async (client) => {
      const trial = held[client];
      if (trial === undefined) throw new Error(`There is no trial for client ${client}.`);
      const step = (steps[client] ?? 0) + 1;
      steps[client] = step;
      const body = { attempt: trial.attempt, steps: [{ step, values: METRICS }] };
      expectStatus(await this.#connection(client).post(`/trials/${trial.id}/measurements`, body), 200);
      return true;
    };
  }

  async #createStudy(): Promise<string> {
    this.#studies += 1;
    const reply = await this.#connection(0).post(`/projects/${this.#projectId}/studies`, {
      name: `bench ${this.#studies}`,
      search_space: {
        lr: { type: "float", low: 1e-5, high: 0.1, scale: "log" },
        layers: { type: "int", low: 1, high: 8 },
        optimizer: { type: "categorical", choices: ["sgd", "adam"] },
        momentum: { type: "float", low: 0, high: 0.99, when: { optimizer: "sgd" } },
      },
      objectives: [{ metric: "loss", direction: "minimize" }],
      sampler: { name: "random" },
      limits: { max_trials: 1_000_000 },
    });
    return Created.parse(expectStatus(reply, 201)).id;
  }

  async #ask(studyId: string, count: number): Promise<Held[]> {
    const held: Held[] = [];
    while (held.length < count) {
      const wanted = Math.min(ASK_COUNT_MAX, count - held.length);
      const reply = await this.#connection(0).post(`/studies/${studyId}/ask`, { count: wanted, wait_seconds: 10 });
      held.push(...Asked.parse(expectStatus(reply, 201)).trials);
    }
    return held;
  }

  async #confirm(studyId: string, told: number): Promise<void> {
    const { origin, apiKey } = this.#address;
    const reply = await fetch(`${origin}/api/v1/studies/${studyId}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const { completed } = Counted.parse(await reply.json()).trial_counts;
    if (completed !== told) throw new Error(`${told} results were acknowledged, but ${completed} are stored.`);
  }

  #connection(client: number): Connection {
    const connection = this.#connections[client];
    if (connection === undefined) throw new Error(`There are ${this.#connections.length} connections.`);
    return connection;
  }
}

function expectStatus({ status, body }: Reply, expected: number): unknown {
  if (status !== expected) throw new Error(`The server answered ${status} instead of ${expected}: ${body}`);
  return JSON.parse(body);
}
