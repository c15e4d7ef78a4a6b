/**
 * Points one change away from those of a front: where models may expect that it goes on. What was tried covers a part of a
 * front at first; how far the whole of it reaches is seen where one parameter is moved along its range.
 */
import type { CompiledSpace } from "../../space/compiled-space";
import { settleUnit } from "../../space/settle";
import { filled, isChoice, levelsNear } from "./candidates";

/** Of a numeric parameter, in its unit. */
const PLACES = [0, 0.25, 0.5, 0.75, 1];
const MIDDLE = 0.5;

/** Unit vectors; NaN where inactive. */
export function frontScouts(compiled: CompiledSpace, front: readonly Float64Array[]): readonly Float64Array[] {
  const middle = new Float64Array(compiled.free.length).fill(MIDDLE);
  return front.flatMap((units) => {
    const base = filled(units, middle);
    return compiled.free.flatMap((_, coordinate) =>
      changed(compiled, base, coordinate).flatMap((moved) => settleUnit(compiled, moved) ?? []),
    );
  });
}

function changed(compiled: CompiledSpace, base: Float64Array, coordinate: number): readonly Float64Array[] {
  if (isChoice(compiled, coordinate)) return levelsNear(compiled, base, coordinate);
  return PLACES.map((place) => base.with(coordinate, place));
}
