import { readFileSync } from "node:fs";
import type { Kernels } from "@/lib/engine/linalg/kernels";
import { type KernelModule, wasmKernels } from "@/lib/engine/linalg/wasm-kernels";

/** Everything the module must export: a module from another build is refused rather than half used. */
const EXPORTS = {
  memory: true,
  firstFree: true,
  covarianceTriangle: true,
  covarianceRows: true,
  factorize: true,
  solveRows: true,
  solveRowsTransposed: true,
  solveVector: true,
  solveVectorTransposed: true,
  invertFactor: true,
  negatedInverse: true,
  subtractInnerProducts: true,
  weightedSums: true,
  addSquares: true,
  predictionGradients: true,
  likelihoodGradient: true,
  copyRow: true,
} satisfies Record<keyof KernelModule, true>;

/** Kernels of an instance for this thread alone. Throws when the module cannot be had. */
export function loadKernels(file: string | URL): Kernels {
  return wasmKernels(loadKernelModule(file));
}

/** A new instance of the WebAssembly module that `npm run build:kernels` makes. */
export function loadKernelModule(file: string | URL): KernelModule {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)));
  if (!isKernelModule(exports)) throw new TypeError("The module lacks routines. Build it anew: npm run build:kernels");
  return exports;
}

function isKernelModule(exports: object): exports is KernelModule {
  return Object.keys(EXPORTS).every((name) => name in exports);
}
