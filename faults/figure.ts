import type { Breakage } from "./breakage";
import type { Fault } from "./client/audit";
import type { Stage } from "./fleet/stage";

export type Scale = "full" | "sample";

export interface FigureContext {
  /** PostgreSQL, a workspace, and replicas as asked for. */
  readonly stage: Stage;
  readonly scale: Scale;
  /** Of the schedule of faults; what workers and the scheduler of the machine do is not in our hands. */
  readonly random: () => number;
  /** For ledgers; removed afterwards. */
  readonly scratch: string;
  /** A broken copy of the server, or of the bundle that the breakage names, to use for a positive control. */
  readonly script: string | undefined;
  /** A broken copy of the Python client's source, likewise. */
  readonly client: string | undefined;
  readonly say: (line: string) => void;
}

export interface Outcome {
  /** In words, with the figures. */
  readonly reached: string;
  /** What was tried and how it ended. */
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: readonly FigureFault[];
}

export interface FigureFault {
  readonly rule: Fault["rule"] | (string & {});
  readonly detail: string;
}

/** One figure of the fault suite: what is promised, how it is tried, and the breakages it must notice. */
export interface Figure {
  readonly id: string;
  /** What is shown, with the invariants' numbers. */
  readonly title: string;
  readonly target: string;
  /** How long it may take in full on a quiet machine of two cores; what is not done by then has failed (see the schedule in README). */
  readonly minutes: number;
  /** Whether its sample is part of `npm test`. */
  readonly inSample: boolean;
  /** Why it cannot be shown on this machine, if so. */
  readonly obstacle?: (context: Pick<FigureContext, "stage">) => Promise<string | undefined>;
  readonly breakages: readonly Breakage[];
  readonly run: (context: FigureContext) => Promise<Outcome>;
}
