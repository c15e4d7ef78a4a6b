export type StateFilter = "all" | "running" | "completed" | "failed" | "pruned";

export const stateFilterNames: Readonly<Record<StateFilter, string>> = {
  all: "All",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  pruned: "Pruned",
};

/** What each choice means in the grammar of filters. */
export const stateFilters: Readonly<Record<StateFilter, string>> = {
  all: "",
  running: "state in (running, paused, queued)",
  completed: "state = completed",
  failed: "state in (failed, infeasible)",
  pruned: "state in (pruned, cancelled)",
};
