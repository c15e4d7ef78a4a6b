/** The reasons the service itself gives; what a worker wrote stands as it is. */
const REASONS: Readonly<Record<string, string>> = {
  lease_expired: "Its worker fell silent, and no retry was left.",
  study_finished: "The study finished before it was handed out.",
  not_promoted: "It waited for more resource when the study ended.",
  stopped: "The study was stopped.",
  study_stopped: "The study was stopped.",
  space_changed: "The search space changed, and these values do not fit it any more.",
  trial_stopped: "Stopped by a person.",
  group_ended: "Its group of repeats was ended by a person.",
  trial_timeout: "It ran for longer than the study allows.",
};

export function describeReason(reason: string): string {
  return REASONS[reason] ?? reason;
}
