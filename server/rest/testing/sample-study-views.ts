const TIME = "2026-11-24T00:00:00Z";

/** What plots of a study read, without a trial. */
export const studyViewSamples = {
  "study.series": {
    as_of: TIME,
    total: 0,
    every: 1,
    parameters_total: 0,
    numbers: [],
    states: [],
    feasible: [],
    stopping: [],
    started: [],
    finished: [],
    values: [],
    parameters: [],
  },
  "study.rungs": { brackets_total: 0, rungs_total: 0, members: [], rungs: [] },
  "study.curves": { metric: "loss", metrics: ["loss"], total: 0, thinned: false, curves: [] },
  "study.lineage": { metric: "loss", total: 0, members: [] },
};
