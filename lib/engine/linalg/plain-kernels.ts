/** The kernels in TypeScript: what runs where WebAssembly cannot, bit for bit the same numbers. */
import type { Backend } from "./backend";
import { panelKernels } from "./panel-kernels";
import * as covariance from "./typescript-routines/covariance";
import * as factor from "./typescript-routines/factor";

/** Blocks are arrays; the garbage collector ends them. */
export const arrayBackend: Backend<Float64Array> = {
  ...covariance,
  ...factor,
  generation: 0,
  allocate: (length) => new Float64Array(length),
  view: (block, length) => block.subarray(0, length),
  mark: () => 0,
  reset: () => undefined,
  release: () => undefined,
};

export const plainKernels = panelKernels(arrayBackend);
