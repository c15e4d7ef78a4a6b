import { uniformOpen } from "../rng/distributions";
import type { Rng } from "../rng/rng";
import { compileSpace } from "./compiled-space";
import { decodeUniform } from "./encode";
import type { Assignments, Space } from "./space";

/** Draws from the prior, ignoring constraints. Every free parameter takes one number of the stream, active or not. */
export function sampleAssignments(space: Space, rng: Rng): Assignments {
  return decodeUniform(
    space,
    Float64Array.from(compileSpace(space).free, () => uniformOpen(rng)),
  );
}
