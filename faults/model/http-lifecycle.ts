import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Command, LifecycleModel, type Limits, type Outcome } from "@/server/services/testing/lifecycle-model";
import { type Insisted, type Insistence, insist } from "../client/insist";
import { Asked, type Held, Refusal } from "../client/training-loop";
import type { Cluster } from "../fleet/cluster";

/**
 * The model of the lifecycle, with what replicas do by themselves: a study that has nothing left is finished although
 * nobody asks.
 */
export class WatchedModel extends LifecycleModel {
  constructor(private readonly given: Limits) {
    super(given);
  }

  /** True when the study is over by now. */
  settle(): boolean {
    const open = this.trials.some(({ state }) => state === "queued" || state === "running");
    if (this.state === "active" && this.trials.length >= this.given.maxTrials && !open) this.state = "finished";
    return this.state === "finished";
  }
}

const Verdict = z.object({ verdict: z.string() });
const State = z.object({ state: z.string() });
const Queued = z.object({ trials: z.array(z.object({ number: z.int() })) });
const Waiting = z.object({ reason: z.string() });

interface Place {
  readonly cluster: Cluster;
  readonly study: string;
}

/** The same commands over HTTP, by a client that repeats what was not answered. */
export class HttpLifecycle {
  readonly holders: Held[] = [];
  /** Of the last command: with more than one, its answer may be that to a repetition. */
  tries = 1;
  #enqueued = 0;
  /** Real numbers in the order they came to light. An ask that a crash cut off may leave a suggestion on the shelf, unseen. */
  readonly #numbers: number[] = [];

  constructor(
    private readonly way: Insistence,
    private readonly place: Place,
  ) {}

  async run(command: Command): Promise<Outcome> {
    this.tries = 1;
    switch (command.do) {
      case "ask":
        return this.#ask(command.worker);
      case "enqueue": {
        this.#enqueued += 1;
        const body = { trials: [{ assignments: { x: 0.5, k: this.#enqueued } }] };
        const answer = await this.#send(`/studies/${this.place.study}/trials`, body);
        return outcomeOf(answer, ({ body }) => `queued ${this.#place(Queued.parse(body).trials[0]?.number)}`);
      }
      case "pause":
      case "resume":
      case "stop": {
        const answer = await this.#send(`/studies/${this.place.study}/${command.do}`, {});
        return outcomeOf(answer, ({ body }) => State.parse(body).state);
      }
      default:
        return this.#write(command);
    }
  }

  /** Does what the replicas would do within a second. */
  async finish(): Promise<void> {
    await this.place.cluster.query("select finish_study(workspace_id, id) from study where id = $1", [this.#bareStudy]);
  }

  get #bareStudy(): string {
    return this.place.study.replace("std_", "");
  }

  /** The number the model gives to the trial: its place among those that were seen. */
  #place(number: number | undefined): number {
    if (number === undefined) return -1;
    if (!this.#numbers.includes(number)) this.#numbers.push(number);
    return this.#numbers.indexOf(number);
  }

  /** A key for each command: a repetition after a crash is the same request. */
  async #send(path: string, body: unknown): Promise<Insisted> {
    const answer = await insist(this.way, { path, body, key: randomUUID() });
    this.tries = Math.max(this.tries, answer.tries);
    return answer;
  }

  async #ask(worker: string | null): Promise<Outcome> {
    for (;;) {
      const body = { wait_seconds: 0, ...(worker === null ? {} : { worker_id: worker }) };
      const answer = await this.#send(`/studies/${this.place.study}/ask`, body);
      if (answer.status === 409) return { refused: Refusal.parse(answer.body).code };
      if (answer.status === 202) {
        const { reason } = Waiting.parse(answer.body);
        // Another replica makes suggestions right now, or the crash took the one that did.
        if (reason !== "computing") return { nothing: reason };
        continue;
      }
      const { trials, redelivered } = Asked.parse(answer.body);
      this.holders.push(...trials);
      return { trials: trials.map(({ number, attempt }) => ({ number: this.#place(number), attempt })), redelivered };
    }
  }

  async #write(command: Extract<Command, { holder: number }>): Promise<Outcome> {
    const holder = this.holders[command.holder % Math.max(this.holders.length, 1)];
    if (holder === undefined) return { done: "nobody" };
    const { id, attempt } = holder;
    switch (command.do) {
      case "tell": {
        const told = await this.#send(`/trials/${id}/tell`, {
          attempt,
          state: "completed",
          values: { loss: command.loss },
        });
        const again = told.headers["idempotency-replayed"] === "true" ? " again" : "";
        return outcomeOf(told, ({ body }) => `${State.parse(body).state}${again}`);
      }
      case "release":
        return outcomeOf(await this.#send(`/trials/${id}/release`, { attempt }), ({ body }) => State.parse(body).state);
      case "heartbeat":
        return outcomeOf(
          await this.#send(`/trials/${id}/heartbeat`, { attempt }),
          ({ body }) => Verdict.parse(body).verdict,
        );
      case "measure": {
        const body = { attempt, steps: [{ step: 1, values: { loss: 1 } }] };
        return outcomeOf(
          await this.#send(`/trials/${id}/measurements`, body),
          (answer) => Verdict.parse(answer.body).verdict,
        );
      }
      case "expire":
        await this.#expire(id.replace("trl_", ""));
        return { done: "expired" };
    }
  }

  /** Sets the lease's end into the past and reaps, again where a replica that came back began all leases afresh meanwhile. */
  async #expire(trial: string): Promise<void> {
    const { cluster } = this.place;
    for (let running = true; running; ) {
      const expired = await cluster.query(
        "update trial set lease_until = clock_timestamp() - interval '1 second' where id = $1 and state = 'running' returning 1",
        [trial],
      );
      running = expired.length > 0;
      if (!running) return;
      await cluster.query("select beat_service('0192f0c1-a2b3-7c8d-9e0f-112233445566')");
      await cluster.query("select count(*) from reap_expired_leases(100)");
      const left = await cluster.query("select from trial where id = $1 and state = 'running'", [trial]);
      running = left.length > 0;
    }
  }

  /** Suggestions that nobody has seen yet; they count against the budget. */
  async unsold(): Promise<number> {
    const [row] = await this.place.cluster.query<{ count: number }>(
      `select count(*)::int as count from trial where study_id = $1 and state = 'queued' and ${UNSOLD}`,
      [this.#bareStudy],
    );
    return row?.count ?? 0;
  }

  /** What is stored of each trial that was seen, in the order they were, and of the study. */
  async stored() {
    const trials = await this.place.cluster.query<{ number: number }>(
      `select number, state, attempt, retries, (select count(*)::int from attempt a where a.trial_id = t.id) as attempts,
              (select value from observation_value o where o.trial_id = t.id and o.current) as loss,
              (select count(*)::int from parallel_slot p where p.trial_id = t.id) as slots
         from trial t where study_id = $1 and not (${UNSOLD})`,
      [this.#bareStudy],
    );
    const [study] = await this.place.cluster.query<{ state: string; numbered: boolean }>(
      `select state, budget_used = next_number and next_number = (select count(*) from trial t where t.study_id = s.id)
              and budget_used <= max_trials as numbered from study s where id = $1`,
      [this.#bareStudy],
    );
    const placed = trials.map((trial) => ({ ...trial, number: this.#place(trial.number) }));
    return { trials: placed.sort((left, right) => left.number - right.number), study };
  }
}

/** As lists and counts have it; one that a stop has ended stays unseen. */
const UNSOLD = "attempt = 0 and source = 'engine'";

function outcomeOf(answer: Insisted, done: (answer: Insisted) => string): Outcome {
  if (answer.status < 300) return { done: done(answer) };
  return { refused: Refusal.parse(answer.body).code };
}
