import { type Load, utilisation } from "./load-meter";
import { BATCH_MAX } from "./plan-round";

/** On the shelf beside what waits, under load. */
const SPARE_MAX = 16;
/** Asks in a second from which on a second's worth of what keeps is made ahead, this many at least. */
const STOCK_FROM_RATE = 2;
const STOCK_MIN = 4;

interface Demand {
  readonly load: Load;
  /** What is made now is as good later. */
  readonly keeps: boolean;
  /** As much as is thought to lie on the shelf. */
  readonly stock: number;
}

/**
 * How many are to lie on the shelf after a round: for those who wait; with nobody, one for the next to come, where results have
 * it made anew; `spare` of them for asks to come under load.
 */
export function shelfDepth(demand: Demand, waiting: number): { readonly wanted: number; readonly spare: number } {
  const least = Math.min(Math.max(waiting, demand.keeps ? 0 : 1), BATCH_MAX);
  const spare = Math.min(Math.max(spareOf(demand.load), stockOf(demand)), BATCH_MAX - least);
  return { wanted: least + spare, spare };
}

/** Half of what is made ahead is gone, and nobody need wait for more. */
export const isLow = (demand: Demand): boolean => Math.max(demand.stock, 0) < stockOf(demand) / 2;

const spareOf = (load: Load): number => (utilisation(load) > 0.7 ? Math.min(Math.ceil(load.rate), SPARE_MAX) : 0);

/** Of what no result makes better, who asks often finds a second's worth: one look at the shelf is all such an ask needs. */
function stockOf({ keeps, load }: Demand): number {
  return keeps && load.rate >= STOCK_FROM_RATE ? Math.min(Math.max(Math.ceil(load.rate), STOCK_MIN), BATCH_MAX) : 0;
}
