/**
 * The lifecycle of one study's trials as the design's table and rules say it (06), in memory, without time or
 * concurrency: what each request must answer, and what must be stored afterwards.
 */

export interface Limits {
  readonly maxTrials: number;
  readonly maxParallel: number | null;
  readonly maxRetries: number;
}

/** `holder` picks one of all hand-outs there were, so that old attempts speak up as well. */
export type Command =
  | { readonly do: "ask"; readonly worker: string | null }
  | { readonly do: "tell"; readonly holder: number; readonly loss: number }
  | { readonly do: "measure" | "heartbeat" | "release" | "expire"; readonly holder: number }
  | { readonly do: "enqueue" | "pause" | "resume" | "stop" };

export type Outcome =
  | { readonly trials: readonly { readonly number: number; readonly attempt: number }[]; readonly redelivered: boolean }
  | { readonly nothing: string }
  | { readonly refused: string }
  | { readonly done: string };

interface ModelTrial {
  readonly number: number;
  state: "queued" | "running" | "completed" | "failed" | "cancelled";
  attempt: number;
  retries: number;
  priority: number;
  worker: string | null;
  loss: number | null;
  released: boolean;
}

type Holder = { readonly number: number; readonly attempt: number };

const refused = (code: string): Outcome => ({ refused: code });

export class LifecycleModel {
  readonly trials: ModelTrial[] = [];
  readonly holders: Holder[] = [];
  state: "active" | "paused" | "stopped" | "finished" = "active";

  constructor(private readonly limits: Limits) {}

  run(command: Command): Outcome {
    switch (command.do) {
      case "ask":
        return this.ask(command.worker);
      case "enqueue":
        return this.enqueue();
      case "pause":
        return this.change({ from: "active", to: "paused" });
      case "resume":
        return this.change({ from: "paused", to: "active" });
      case "stop":
        return this.stop();
      default:
        return this.write(command);
    }
  }

  /** The hand-out a command speaks for, if there was any. */
  holder(index: number): Holder | undefined {
    return this.holders[index % Math.max(this.holders.length, 1)];
  }

  private running(): ModelTrial[] {
    return this.trials.filter(({ state }) => state === "running");
  }

  private ask(worker: string | null): Outcome {
    const own = this.running().filter((trial) => worker !== null && trial.worker === worker);
    if (this.state !== "stopped" && own.length > 0) return this.handOut(own, worker, true);
    if (this.state === "stopped" || this.state === "finished") return refused("study_finished");
    if (this.state === "paused") return { nothing: "paused" };
    if (this.running().length >= (this.limits.maxParallel ?? Number.POSITIVE_INFINITY))
      return { nothing: "parallel_cap" };
    const [next] = this.trials
      .filter(({ state }) => state === "queued")
      .sort((a, b) => a.priority - b.priority || a.number - b.number);
    if (next !== undefined) return this.handOut([next], worker, false);
    if (this.trials.length < this.limits.maxTrials) return this.handOut([this.mint(4)], worker, false);
    if (this.running().length > 0) return { nothing: "draining" };
    this.state = "finished";
    return refused("study_finished");
  }

  private handOut(trials: readonly ModelTrial[], worker: string | null, redelivered: boolean): Outcome {
    for (const trial of trials) {
      trial.state = "running";
      trial.attempt += 1;
      trial.worker = worker;
      trial.released = false;
      this.holders.push({ number: trial.number, attempt: trial.attempt });
    }
    return { trials: trials.map(({ number, attempt }) => ({ number, attempt })), redelivered };
  }

  private mint(priority: number): ModelTrial {
    const trial: ModelTrial = {
      number: this.trials.length,
      state: "queued",
      attempt: 0,
      retries: 0,
      priority,
      worker: null,
      loss: null,
      released: false,
    };
    this.trials.push(trial);
    return trial;
  }

  private enqueue(): Outcome {
    if (this.state === "stopped" || this.state === "finished") return refused("study_finished");
    if (this.trials.length >= this.limits.maxTrials) return refused("state_conflict");
    return { done: `queued ${this.mint(2).number}` };
  }

  private change({ from, to }: { from: "active" | "paused"; to: "active" | "paused" }): Outcome {
    if (this.state !== from && this.state !== to) return refused("state_conflict");
    this.state = to;
    return { done: to };
  }

  private stop(): Outcome {
    if (this.state === "finished") return refused("state_conflict");
    this.state = "stopped";
    for (const trial of this.trials) if (trial.state === "queued") trial.state = "cancelled";
    return { done: "stopped" };
  }

  private write(command: Extract<Command, { holder: number }>): Outcome {
    const holder = this.holder(command.holder);
    const trial = this.trials[holder?.number ?? -1];
    if (holder === undefined || trial === undefined) return { done: "nobody" };
    if (command.do === "expire") return this.expire(trial);
    if (trial.attempt !== holder.attempt) return refused("lease_lost");
    switch (command.do) {
      case "tell":
        return this.tell(trial, command.loss);
      case "release":
        return this.release(trial);
      default:
        if (trial.state === "running") return { done: this.state === "stopped" ? "stop" : "continue" };
        return refused(trial.state === "queued" ? "lease_lost" : "state_conflict");
    }
  }

  private tell(trial: ModelTrial, loss: number): Outcome {
    if (trial.state !== "running" && trial.state !== "queued") {
      return trial.loss === loss ? { done: `${trial.state} again` } : refused("already_told");
    }
    trial.state = this.state === "stopped" ? "cancelled" : "completed";
    trial.loss = loss;
    trial.released = false;
    return { done: trial.state };
  }

  private release(trial: ModelTrial): Outcome {
    if (trial.state !== "running" && trial.released) return { done: trial.state };
    if (trial.state === "queued") return refused("lease_lost");
    if (trial.state !== "running") return refused("state_conflict");
    trial.released = true;
    this.backFromRunning(trial);
    return { done: trial.state };
  }

  private expire(trial: ModelTrial): Outcome {
    if (trial.state !== "running") return { done: "expired" };
    if (this.state === "stopped") this.backFromRunning(trial);
    else if (trial.retries >= this.limits.maxRetries) trial.state = "failed";
    else {
      trial.retries += 1;
      this.backFromRunning(trial);
    }
    return { done: "expired" };
  }

  private backFromRunning(trial: ModelTrial): void {
    trial.state = this.state === "stopped" ? "cancelled" : "queued";
    trial.priority = 0;
    trial.worker = null;
  }
}
