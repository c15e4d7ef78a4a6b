import type { TrialState } from "@/lib/contract/trial";
import { trialStateLook } from "./trial-state-look";

interface TrialStateBadgeProps {
  readonly state: TrialState;
  /** It runs, but its worker is told to stop. */
  readonly stopping?: boolean;
}

export function TrialStateBadge({ state, stopping = false }: TrialStateBadgeProps) {
  const { label, fill } = trialStateLook[state];
  const moving = state === "running" ? "animate-breathe" : "";
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${fill} ${moving}`} />
      {stopping ? "Stopping" : label}
    </span>
  );
}
