import { ashaScheduler } from "./asha/scheduler";
import type { SchedulerId } from "./catalog";
import { costCapScheduler } from "./cost-cap/scheduler";
import { hyperbandScheduler } from "./hyperband/scheduler";
import { medianScheduler } from "./median/scheduler";
import { pashaScheduler } from "./pasha/scheduler";
import { patienceScheduler } from "./patience/scheduler";
import { pb2Scheduler } from "./pb2/scheduler";
import { pbtScheduler } from "./pbt/scheduler";
import { percentileScheduler } from "./percentile/scheduler";
import type { Scheduler } from "./scheduler";
import { successiveHalvingScheduler } from "./successive-halving/scheduler";
import { thresholdScheduler } from "./threshold/scheduler";
import { wilcoxonScheduler } from "./wilcoxon/scheduler";

/** The implementation of each catalogue entry. Options reach a scheduler only through its definition's schema. */
export const schedulerRegistry: Readonly<Record<SchedulerId, Scheduler<unknown>>> = {
  "successive-halving": successiveHalvingScheduler,
  hyperband: hyperbandScheduler,
  asha: ashaScheduler,
  pasha: pashaScheduler,
  median: medianScheduler,
  percentile: percentileScheduler,
  patience: patienceScheduler,
  threshold: thresholdScheduler,
  "cost-cap": costCapScheduler,
  wilcoxon: wilcoxonScheduler,
  pbt: pbtScheduler,
  pb2: pb2Scheduler,
};
