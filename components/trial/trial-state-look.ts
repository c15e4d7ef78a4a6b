import type { TrialState } from "@/lib/contract/trial";

interface TrialStateLook {
  readonly label: string;
  /** Classes for a filled mark. */
  readonly fill: string;
  /** For SVG shapes. */
  readonly svgFill: string;
}

/** One look per state, everywhere. */
export const trialStateLook: Readonly<Record<TrialState, TrialStateLook>> = {
  queued: { label: "Queued", fill: "bg-queued", svgFill: "fill-queued" },
  running: { label: "Running", fill: "bg-running", svgFill: "fill-running" },
  paused: { label: "Paused", fill: "bg-paused", svgFill: "fill-paused" },
  completed: { label: "Completed", fill: "bg-completed", svgFill: "fill-completed" },
  pruned: { label: "Pruned", fill: "bg-pruned", svgFill: "fill-pruned" },
  failed: { label: "Failed", fill: "bg-failed", svgFill: "fill-failed" },
  infeasible: { label: "Infeasible", fill: "bg-infeasible", svgFill: "fill-infeasible" },
  cancelled: { label: "Cancelled", fill: "bg-cancelled", svgFill: "fill-cancelled" },
};
