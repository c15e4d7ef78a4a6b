import type { Study } from "@/lib/contract/study";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { pauseStudy } from "../study/pause-study";
import { resumeStudy } from "../study/resume-study";
import { stopStudy } from "../study/stop-study";
import { enqueueTrials } from "../trial/enqueue-trials";
import { heartbeatTrial } from "../trial/heartbeat-trial";
import { releaseTrial } from "../trial/release-trial";
import { type LeaseClock, leaseClock } from "./lease-clock";
import type { Command, Outcome } from "./lifecycle-model";
import { runService } from "./run-service";
import { type StudyDriver, studyDriver } from "./study-driver";
import type { TestWorkspaces } from "./test-workspaces";

interface Holder {
  readonly id: string;
  readonly attempt: number;
}

const STATE_CHANGES = { pause: pauseStudy, resume: resumeStudy, stop: stopStudy } as const;

/** The same commands as of the model, carried out by the services on the database. */
export class LifecycleSystem {
  readonly holders: Holder[] = [];
  private readonly driver: StudyDriver;
  private readonly clock: LeaseClock;
  private enqueued = 0;

  constructor(
    private readonly spaces: TestWorkspaces,
    private readonly study: Study,
  ) {
    this.driver = studyDriver(spaces.one.owner);
    this.clock = leaseClock(spaces);
  }

  async run(command: Command): Promise<Outcome> {
    try {
      return await this.carryOut(command);
    } catch (error) {
      if (error instanceof AppError) return { refused: error.code };
      throw error;
    }
  }

  private async carryOut(command: Command): Promise<Outcome> {
    const context = this.spaces.one.owner;
    const study_id = this.study.id;
    switch (command.do) {
      case "ask":
        return this.ask(command.worker);
      case "enqueue": {
        this.enqueued += 1;
        const trials = [{ assignments: { x: 0.5, k: this.enqueued } }];
        const queued = await runService({ service: enqueueTrials, context, input: { study_id, trials } });
        return { done: `queued ${queued.trials[0]?.number}` };
      }
      case "pause":
      case "resume":
      case "stop":
        return { done: (await runService({ service: STATE_CHANGES[command.do], context, input: { study_id } })).state };
      default:
        return this.write(command);
    }
  }

  private async ask(worker: string | null): Promise<Outcome> {
    const { trials, redelivered, reason } = await this.driver.ask(this.study, {
      wait_seconds: 0,
      ...(worker === null ? {} : { worker_id: worker }),
    });
    this.holders.push(...trials);
    if (trials.length === 0) return { nothing: String(reason) };
    return { trials: trials.map(({ number, attempt }) => ({ number, attempt })), redelivered };
  }

  private async write(command: Extract<Command, { holder: number }>): Promise<Outcome> {
    const context = this.spaces.one.owner;
    const holder = this.holders[command.holder % Math.max(this.holders.length, 1)];
    if (holder === undefined) return { done: "nobody" };
    const input = { trial_id: holder.id, attempt: holder.attempt };
    switch (command.do) {
      case "tell": {
        const { state, replayed } = await this.driver.tell(holder, { values: { loss: command.loss } });
        return { done: replayed ? `${state} again` : state };
      }
      case "release":
        return { done: (await runService({ service: releaseTrial, context, input })).state };
      case "heartbeat":
        return { done: (await runService({ service: heartbeatTrial, context, input })).verdict };
      case "measure":
        return { done: (await this.driver.measure(holder, { 1: { loss: 1 } })).verdict };
      case "expire":
        await this.clock.expireAndReap(holder.id);
        return { done: "expired" };
    }
  }

  /** What is stored of each trial, in the order of their numbers, and of the study. */
  async stored() {
    const { rows: trials } = await this.spaces.admin.query(
      `select number, state, attempt, retries, (select count(*)::int from attempt a where a.trial_id = t.id) as attempts,
              (select value from observation_value o where o.trial_id = t.id and o.current) as loss,
              (select count(*)::int from parallel_slot p where p.trial_id = t.id) as slots
         from trial t where study_id = $1 order by number`,
      [toUuid(this.study.id)],
    );
    const { rows: studies } = await this.spaces.admin.query(
      "select state, budget_used, next_number from study where id = $1",
      [toUuid(this.study.id)],
    );
    return { trials, study: studies[0] };
  }
}
