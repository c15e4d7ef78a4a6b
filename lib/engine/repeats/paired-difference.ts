/** How likely losses that are as much worse, block by block, are by chance. */
import { studentTail } from "../stats/student";

/** Loss by block. */
export type BlockLosses = ReadonlyMap<number, number>;

/**
 * Over the blocks 0 to `blocks` - 1, which both have: Student's t of the differences, one-sided, 1/2 standing for all of
 * more. The sign test where differences have no scale: when some failed, and when all are the same, as losses that are
 * counted in steps may be by chance.
 */
export function differenceTail(one: BlockLosses, other: BlockLosses, blocks: number): number {
  const pairs = Array.from({ length: blocks }, (_, block) => [lossAt(one, block), lossAt(other, block)] as const);
  // Halves: the difference of 1e308 and -1e308 is no number.
  const differences = pairs.map(([left, right]) => left / 2 - right / 2);
  const largest = Math.max(...differences.map(Math.abs));
  const scaled = differences.map((difference) => difference / largest);
  const mean = scaled.reduce((sum, difference) => sum + difference, 0) / blocks;
  const variance = scaled.reduce((sum, difference) => sum + (difference - mean) ** 2, 0) / (blocks - 1);
  if (!(variance > 1e-20)) return signTail(pairs); // rounding, or no number at all
  if (mean <= 0) return 0.5;
  return studentTail((mean * Math.sqrt(blocks)) / Math.sqrt(variance), blocks - 1);
}

/** The mean over the first blocks; infinite where one failed. */
export function meanOver(losses: BlockLosses, blocks: number): number {
  let mean = 0;
  for (let block = 0; block < blocks; block += 1) mean += lossAt(losses, block) / blocks;
  return mean;
}

function lossAt(losses: BlockLosses, block: number): number {
  const loss = losses.get(block) ?? Number.NaN;
  return Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY;
}

/** P(at least as many of the unequal pairs are worse), each with a chance of one half; 1 when all are equal. */
function signTail(pairs: readonly (readonly [number, number])[]): number {
  const unequal = pairs.filter(([one, other]) => one !== other);
  const worse = unequal.filter(([one, other]) => one > other).length;
  let [ways, sum] = [1, 0]; // C(n, i), from i = n down to the number of the worse
  for (let i = unequal.length; i >= worse; i -= 1) {
    sum += ways;
    ways = (ways * i) / (unequal.length - i + 1);
  }
  return sum / 2 ** unequal.length;
}
