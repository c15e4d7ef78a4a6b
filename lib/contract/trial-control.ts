import { z } from "zod";
import { operation } from "./operation";
import { TrialId } from "./primitives";
import { Trial } from "./trial";

const TrialAddress = z.strictObject({ trial_id: TrialId });

export const stopTrial = operation({
  id: "trial.stop",
  summary: "End one trial: its worker hears it with the next reply; one that waits is cancelled",
  kind: "mutation",
  scope: "trial:write",
  input: TrialAddress,
  output: Trial,
  errors: ["not_found", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/stop", status: 200 },
});

export const retryTrial = operation({
  id: "trial.retry",
  summary: "Queue the assignments of a trial that has ended once more, as a new trial",
  kind: "mutation",
  scope: "trial:write",
  input: TrialAddress,
  output: Trial,
  errors: ["not_found", "state_conflict", "study_finished", "invalid_assignments"],
  rest: { method: "POST", path: "/trials/{trial_id}/retry", status: 201 },
});
