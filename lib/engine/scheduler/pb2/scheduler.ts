/** Population-based bandits: exploit as in population-based training, explore by a model. Parker-Holder et al. 2020. */
import { populationScheduler } from "../population";
import { withReport } from "../rung-order";
import { chooseNumbers } from "./choose-numbers";
import type { Pb2Options } from "./definition";
import { improvementsOf, pendingAssignments } from "./improvements";

export const pb2Scheduler = populationScheduler<Pb2Options>(
  ({ setting: { options, study }, table, report, donor, rng }) =>
    // A study without a space was refused before it began.
    study.space
      ? chooseNumbers({
          space: study.space,
          donor,
          resample: options.resample,
          improvements: improvementsOf(withReport(table, report), options.interval),
          pending: pendingAssignments(table, report),
          time: report.rung + 1,
          rng: rng("explore"),
        })
      : donor,
);
