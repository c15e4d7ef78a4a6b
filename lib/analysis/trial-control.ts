import type { TrialDetail, TrialState } from "../contract/trial";
import type { StopOutcome } from "../contract/trial-control";
import { countOf, formatCount } from "../format/count";
import type { TrialPoint } from "./trial-point";

/** What is to be known of a trial before somebody stops it or has it tried again. */
export interface ControlledTrial {
  readonly number: number;
  readonly state: TrialState;
  readonly stopping: boolean;
}

export function isStopping({ state, verdict }: Pick<TrialDetail, "state" | "verdict">): boolean {
  return state === "running" && verdict.verdict === "stop";
}

/** Whether a deed can be done; if not, why, in a sentence. */
export type Possible = { readonly kind: "yes" } | { readonly kind: "no"; readonly why: string };
const YES: Possible = { kind: "yes" };
const no = (why: string): Possible => ({ kind: "no", why });

export function mayStop({ state, stopping }: ControlledTrial): Possible {
  if (stopping) return no("It is stopping: its worker is told with its next report.");
  return isOpen(state) ? YES : no("It has ended already.");
}

export function mayRetry({ state }: ControlledTrial): Possible {
  return isOpen(state) ? no("It has not ended yet.") : YES;
}

/** What stopping takes away, to be asked before; null where nothing is lost. */
export function lostByStopping({ state }: ControlledTrial): string | null {
  switch (state) {
    case "running":
      return "Its worker is told to stop with its next report. What it has measured until then is kept; a stopped trial cannot go on.";
    case "paused":
      return "It was to go on from its checkpoint when it is promoted. What it has measured is kept; a stopped trial cannot go on.";
    default:
      return null;
  }
}

/** What is said once it was asked for: of a running trial the worker decides when. */
export function saidOfStop({ number, state }: Pick<ControlledTrial, "number" | "state">): string {
  return state === "running"
    ? `Trial ${number} is stopping: its worker is told with its next report`
    : `Trial ${number} stopped`;
}

/** The same of several: what becomes of them, with numbers where all of them are known here. */
export function lostByStoppingMany(numbers: readonly number[], points: readonly TrialPoint[]): string {
  const asked = new Set(numbers);
  const known = points.filter(({ number }) => asked.has(number));
  const [only] = known;
  if (asked.size === 1 && only !== undefined) {
    const until =
      only.state === "running" ? "It runs until its worker reports next." : "It waits and is cancelled at once.";
    return `${until} What it has measured is kept; a stopped trial cannot go on.`;
  }
  const running = known.filter(({ state }) => state === "running").length;
  const waiting = known.length - running;
  const parts =
    known.length < asked.size
      ? ["Those that run do so until their workers report next. Those that wait are cancelled at once."]
      : [
          ...(running === 0
            ? []
            : [
                running === 1
                  ? "1 runs until its worker reports next."
                  : `${formatCount(running)} run until their workers report next.`,
              ]),
          ...(waiting === 0
            ? []
            : [
                waiting === 1
                  ? "1 waits and is cancelled at once."
                  : `${formatCount(waiting)} wait and are cancelled at once.`,
              ]),
        ];
  return [...parts, "What they have measured is kept; a stopped trial cannot go on."].join(" ");
}

/** What became of several, in one sentence. */
export function saidOfStops(outcomes: readonly StopOutcome[]): string {
  const count = (outcome: StopOutcome): number => outcomes.filter((other) => other === outcome).length;
  const [stopped, stopping, ended, missing] = [count("stopped"), count("stopping"), count("ended"), count("not_found")];
  return [
    ...(stopped === 0 ? [] : [`${countOf(stopped, "trial")} stopped`]),
    ...(stopping === 0 ? [] : [`${countOf(stopping, "trial")} will stop with the next report`]),
    ...(ended === 0 ? [] : [`${formatCount(ended)} had ended already`]),
    ...(missing === 0 ? [] : [`${formatCount(missing)} could not be found`]),
  ].join(", ");
}

function isOpen(state: TrialState): boolean {
  return state === "queued" || state === "running" || state === "paused";
}
