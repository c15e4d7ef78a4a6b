import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { limits, stories } from "@/server/services/testing/lifecycle-commands";
import type { Command, Limits, Outcome } from "@/server/services/testing/lifecycle-model";
import { Crowd, inParallel } from "../client/crowd";
import type { Figure, FigureContext, FigureFault } from "../figure";
import { HttpLifecycle, WatchedModel } from "../model/http-lifecycle";

const SIZES = { full: { sequences: 2_000, width: 8 }, sample: { sequences: 40, width: 8 } };

type Crash = { readonly do: "crash"; readonly what: "sessions" | "server" | "database" };

const crash = (what: Crash["what"], weight: number) => ({
  arbitrary: fc.constant<Crash>({ do: "crash", what }),
  weight,
});
/** Sessions end often, a server or PostgreSQL now and then, each under all sequences that run just then. */
const sequences = stories(crash("sessions", 20), crash("server", 1), crash("database", 1));

/** R6, R7, R11, R12, R14, R16: each answer and each row is what the model says, whatever crashes in between. */
export const commandSequences: Figure = {
  id: "F24",
  title: "R1 R6 R7 R11 R12 R14 R16 random command sequences against the model, with crashes as commands",
  target: "2,000 random sequences of at most 40 commands: each answer and each row as the model has it",
  minutes: 10,
  inSample: false,
  breakages: [
    {
      kind: "function",
      name: "a tell alone is accepted under any attempt",
      functionName: "store_tell",
      change: { find: /if t\.attempt <> p_attempt then return '[^']+'; end if;/, put: "" },
      breaks: ["differs"],
    },
    {
      kind: "function",
      name: "an expired lease is no retry",
      functionName: "reap_expired_leases",
      change: { find: "case when next_state = 'queued' then 1 else 0 end", put: "0" },
      breaks: ["differs"],
    },
  ],
  run: runSequences,
};

async function runSequences(context: FigureContext) {
  const { stage, scale, random, script } = context;
  const size = SIZES[scale];
  await stage.serve({ replicas: 2, database: "embedded", ...(script && { script }) });
  const crowd = await Crowd.open(context);
  const faults: FigureFault[] = [];
  const crashes = new Crashes(context);
  const seed = Math.floor(random() * 2 ** 31);
  const cases = fc.sample(fc.tuple(limits, sequences), { numRuns: size.sequences, seed });
  let commands = 0;
  await inParallel(cases, size.width, async ([given, story]) => {
    commands += story.length;
    const difference = await playStory({ context, crowd, crashes }, given, story);
    if (difference !== undefined) faults.push({ rule: "differs", detail: difference });
  });
  await crowd.close();
  const { sessions, server, database } = crashes.counts;
  return {
    reached: `${size.sequences} sequences of ${commands} commands, among them ${sessions} times all sessions, ${server} times a server and ${database} times PostgreSQL killed: ${faults.length} differences (sequences of seed ${seed})`,
    counts: { sequences: size.sequences, commands, ...crashes.counts, ...crowd.counts },
    faults,
  };
}

interface Play {
  readonly context: FigureContext;
  readonly crowd: Crowd;
  readonly crashes: Crashes;
}

/** Where the service first answers or stores something else than the model, with all that led there. */
async function playStory({ context, crowd, crashes }: Play, given: Limits, story: readonly (Command | Crash)[]) {
  const { maxTrials, maxParallel, maxRetries } = given;
  const request = { maxTrials, maxRetries, ...(maxParallel !== null && { maxParallel }) };
  const study = await crowd.createStudy(request);
  const model = new WatchedModel(given);
  const system = new HttpLifecycle(crowd.everywhere, { cluster: context.stage.cluster, study });
  const done: string[] = [JSON.stringify(given)];
  for (const command of story) {
    done.push(JSON.stringify(command));
    if (command.do === "crash") {
      await crashes.carryOut(command.what);
      continue;
    }
    const expected = model.run(command);
    const outcome = await system.run(command);
    const repeated = system.tries > 1;
    // What a crash left on the shelf takes its part of the budget: from here on the model has another one.
    if (command.do === "enqueue" && "refused" in outcome && "done" in expected && (await system.unsold()) > 0) {
      crashes.counts.undecided += 1;
      return undefined;
    }
    if (!isDeepStrictEqual(comparable(outcome, repeated), comparable(expected, repeated)))
      return `${done.join(" ")}: ${JSON.stringify(outcome)} instead of ${JSON.stringify(expected)}`;
    if (model.settle()) await system.finish();
  }
  const stored = await system.stored();
  const expected = expectedRows(model, given);
  if (isDeepStrictEqual(stored, expected)) return undefined;
  return `${done.join(" ")}: stored is ${JSON.stringify(stored)} instead of ${JSON.stringify(expected)}`;
}

/**
 * A repetition gives what the lost answer gave, but for two words: a tell says that it was told before, and an ask does not
 * say again that it was a redelivery.
 */
function comparable(outcome: Outcome, repeated: boolean): object {
  if (!repeated) return outcome;
  if ("done" in outcome) return { done: outcome.done.replace(/ again$/, "") };
  return "trials" in outcome ? { trials: outcome.trials } : outcome;
}

function expectedRows(model: WatchedModel, { maxParallel }: Limits) {
  return {
    trials: model.trials.map(({ number, state, attempt, retries, loss }) => {
      const slots = state === "running" && maxParallel !== null ? 1 : 0;
      return { number, state, attempt, retries, attempts: attempt, loss, slots };
    }),
    study: { state: model.state, numbered: true },
  };
}

/** One at a time: a server that starts is not killed again before it serves. */
class Crashes {
  readonly counts = { sessions: 0, server: 0, database: 0, undecided: 0 };
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly context: FigureContext) {}

  carryOut(what: Crash["what"]): Promise<void> {
    this.counts[what] += 1;
    this.#last = this.#last.then(() => this.#crash(what));
    return this.#last;
  }

  async #crash(what: Crash["what"]): Promise<void> {
    const { stage, random } = this.context;
    switch (what) {
      case "sessions":
        await stage.cluster.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name in ('tellus-hot', 'tellus-control', 'tellus-system')",
        );
        return;
      case "server": {
        const victim = stage.replicas[Math.floor(random() * stage.replicas.length)];
        await victim?.kill();
        await victim?.start();
        return;
      }
      case "database":
        await stage.cluster.kill();
        await Promise.all(stage.replicas.map((replica) => replica.ready()));
    }
  }
}
