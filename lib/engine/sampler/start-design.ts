/**
 * What a model-based sampler tries before it has results to learn from: the defaults, then points of a scrambled Sobol
 * sequence that the study's seed names. A point depends on its trial number alone, so that asking in any grouping gives
 * the same start.
 */
import { type SobolSequence, sobolSequence } from "../rng/sobol";
import { type CompiledSpace, type Row, toRow } from "../space/compiled-space";
import { defaultAssignments } from "../space/default-assignments";
import { rowAtUnit, warpUniform } from "../space/encode";
import type { SuggestRequest } from "./sampler";

/** Half a cell of the sequence: scrambled points are left ends of cells 2^-32 wide. */
const NUDGE = 2 ** -33;

/** Draw number `attempt` (from 0) for a trial number, constraints and repeats ignored; what `proposePoints` asks for. */
export type StartDraw = (number: number, attempt: number) => Row;

export function startDesign(compiled: CompiledSpace, request: SuggestRequest): StartDraw {
  // Made when it is first drawn from: a model hardly ever does.
  let sequence: SobolSequence | null = null;
  const pointAt = (index: number): Float64Array => {
    sequence ??= sobolSequence(compiled.free.length, request.rng("start-scramble", 0));
    return sequence.pointAt(index);
  };
  return (number, attempt) => {
    if (number === 0 && attempt === 0) return toRow(compiled, defaultAssignments(compiled.space));
    const point = pointAt(number).map((coordinate) => coordinate + NUDGE);
    if (attempt === 0) return rowAtUnit(compiled, warpUniform(compiled, point));
    // The same sequence rotated modulo 1 (Cranley & Patterson 1976), so that retries are spread evenly too.
    const rotation = request.rng("start-rotation", attempt);
    return rowAtUnit(
      compiled,
      warpUniform(
        compiled,
        point.map((coordinate) => (coordinate + rotation.uniform()) % 1),
      ),
    );
  };
}
