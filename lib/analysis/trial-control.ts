import type { TrialDetail, TrialState } from "../contract/trial";

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

function isOpen(state: TrialState): boolean {
  return state === "queued" || state === "running" || state === "paused";
}
