/** Bounds on the objective's value, in its own direction and unit. A value that is no finite number is beyond all bounds. */
import { curveScheduler, goOn, stop, toValue } from "../curve-rule";
import type { ThresholdOptions } from "./definition";

export const thresholdScheduler = curveScheduler<ThresholdOptions>((setting, _table, { losses, step }) => {
  const { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY } = setting.options;
  if (losses === null) return stop(`No finite number at step ${step}.`);
  const value = toValue(setting, losses[0]);
  if (value < lower) return stop(`${value} at step ${step} is below ${lower}.`);
  if (value > upper) return stop(`${value} at step ${step} is above ${upper}.`);
  return goOn("Within the bounds.");
});
