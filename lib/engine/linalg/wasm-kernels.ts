/** The kernels in WebAssembly. The host instantiates the module (wasm/, built by `npm run build:kernels`) and hands it in. */
import type { Backend } from "./backend";
import type { Kernels } from "./kernels";
import { panelKernels } from "./panel-kernels";
import type { PanelRoutines } from "./panel-routines";
import { plainKernels } from "./plain-kernels";

/** What an instance of the module exports. */
export interface KernelModule extends PanelRoutines<number> {
  readonly memory: LinearMemory;
  /** Where memory that nothing occupies begins. */
  firstFree(): number;
}

/** WebAssembly.Memory, which the engine does not know by that name. */
interface LinearMemory {
  readonly buffer: ArrayBuffer;
  /** Throws when the limit is reached or the system refuses. */
  grow(pages: number): number;
}

const BYTES_MAX = 512 * 1024 * 1024;
const PAGE = 65_536;
/** Blocks begin on cache lines. */
const ALIGNMENT = 64;

/** `bytesMax` bounds what the instance may take; what needs more runs in TypeScript. */
export function wasmKernels(module: KernelModule, bytesMax = BYTES_MAX): Kernels {
  return panelKernels(wasmBackend(module, bytesMax), plainKernels);
}

/** A stack in linear memory: each block lies behind the one before it. */
export function wasmBackend(module: KernelModule, bytesMax = BYTES_MAX): Backend<number> {
  const { memory } = module;
  const bottom = alignUp(module.firstFree());
  let top = bottom;
  let generation = 0;
  return {
    ...module,
    get generation() {
      return generation;
    },
    allocate: (length) => {
      const end = alignUp(top + 8 * length);
      if (end > bytesMax || !reach(memory, end)) return null;
      const block = top;
      top = end;
      return block;
    },
    // A view of earlier memory is empty after it grew, so each use takes a new one.
    view: (block, length) => new Float64Array(memory.buffer, block, length),
    mark: () => top,
    reset: (mark) => {
      top = mark;
    },
    release: () => {
      top = bottom;
      generation += 1;
    },
  };
}

const alignUp = (address: number): number => Math.ceil(address / ALIGNMENT) * ALIGNMENT;

function reach(memory: LinearMemory, end: number): boolean {
  const missing = end - memory.buffer.byteLength;
  if (missing <= 0) return true;
  try {
    memory.grow(Math.ceil(missing / PAGE));
    return true;
  } catch {
    return false;
  }
}
