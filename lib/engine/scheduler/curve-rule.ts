/**
 * Pruners: schedulers that only stop, by what a trial's curve says beside those of others. All trials start in one bracket
 * and train to their end; every `interval` steps, from the end of the grace on, is a rung. A report is judged in the deepest
 * rung that it reaches, by measurements at steps up to its own only (pitfall 45).
 */
import { lossOf } from "./rank-results";
import type { Measurement, Member, RungTable } from "./rung-table";
import type { Decision, RungReport, Scheduler, Setting } from "./scheduler";

export interface Rhythm {
  /** No trial is judged before this step. */
  readonly grace: number;
  readonly interval: number;
}

export type Judge<Options> = (setting: Setting<Options>, table: RungTable, report: RungReport) => Decision;

export function curveScheduler<Options extends Rhythm>(judge: Judge<Options>): Scheduler<Options> {
  return {
    place: () => ({ bracket: 0, target: null }),
    rungAt({ options: { grace, interval } }, _table, { bracket, reached }, step) {
      const rung = Math.floor((step - grace) / interval);
      return rung > reached ? { bracket, rung, resource: grace + rung * interval } : null;
    },
    decide: judge,
    promote: () => [],
    missed: () => [],
  };
}

export const goOn = (why: string): Decision => ({ verdict: "continue", why });
export const stop = (why: string): Decision => ({ verdict: "stop", why });

/** What was measured up to a step. */
export function upTo({ curve }: Member, step: number): readonly Measurement[] {
  return curve.filter((measurement) => measurement.step <= step);
}

/** The curves, up to the step, of the other trials that have come that far. */
export function othersUpTo(
  { members }: RungTable,
  { member: { trial }, step }: RungReport,
): readonly (readonly Measurement[])[] {
  return members
    .filter((member) => member.trial !== trial && (member.curve.at(-1)?.step ?? 0) >= step)
    .map((member) => upTo(member, step))
    .filter((curve) => curve.length > 0);
}

/** The best loss of a curve; infinite when its newest measurement is no number, for then what was before is lost. */
export function bestSoFar(curve: readonly Measurement[]): number {
  if ((curve.at(-1)?.losses ?? null) === null) return Number.POSITIVE_INFINITY;
  return Math.min(...curve.map(lossOf));
}

/** A loss as its owner knows it. */
export function toValue({ study: { objectives } }: Setting<unknown>, loss: number): number {
  return objectives[0].direction === "maximize" ? 0 - loss : loss;
}

/** Four digits are enough for a sentence. */
export function inWords(setting: Setting<unknown>, loss: number): string {
  return Number.isFinite(loss) ? String(Number(toValue(setting, loss).toPrecision(4))) : "no number";
}
