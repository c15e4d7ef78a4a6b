import { ENGINE_VERSION } from "@/lib/engine/engine";

/** So many calls in a row without a reply, and others answer in the sampler's place (R17). */
const CRASHES_MAX = 3;

/** Of the engine that crashed: another version may do better. */
export function isDegraded(crashes: { readonly count: number; readonly version: string | null } | null): boolean {
  return crashes !== null && crashes.count >= CRASHES_MAX && crashes.version === ENGINE_VERSION;
}
