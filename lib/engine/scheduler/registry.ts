import { ashaScheduler } from "./asha/scheduler";
import type { SchedulerId } from "./catalog";
import { hyperbandScheduler } from "./hyperband/scheduler";
import type { Scheduler } from "./scheduler";
import { successiveHalvingScheduler } from "./successive-halving/scheduler";

/** The implementation of each catalogue entry. Options reach a scheduler only through its definition's schema. */
export const schedulerRegistry: Readonly<Record<SchedulerId, Scheduler<unknown>>> = {
  "successive-halving": successiveHalvingScheduler,
  hyperband: hyperbandScheduler,
  asha: ashaScheduler,
};
