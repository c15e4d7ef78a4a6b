import { betaCdf } from "./beta";

/** P(T > t) of Student's distribution: half of the incomplete beta function of ν / (ν + t²) at ν/2, 1/2 (DLMF 8.17). */
export function studentTail(t: number, degrees: number): number {
  const beyond = betaCdf(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t >= 0 ? beyond : 1 - beyond;
}
