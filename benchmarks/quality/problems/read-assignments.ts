/** Reads values of a known type; a problem given another has a wrong space, which must not pass for a bad score. */
import { type Assignments, readAssignment } from "@/lib/engine/space/space";

export function numberAt(assignments: Assignments, name: string): number {
  const value = readAssignment(assignments, name);
  if (typeof value !== "number") throw new TypeError(`${name} is ${JSON.stringify(value)}, not a number.`);
  return value;
}

export function textAt(assignments: Assignments, name: string): string {
  const value = readAssignment(assignments, name);
  if (typeof value !== "string") throw new TypeError(`${name} is ${JSON.stringify(value)}, not a text.`);
  return value;
}

export function truthAt(assignments: Assignments, name: string): boolean {
  const value = readAssignment(assignments, name);
  if (typeof value !== "boolean") throw new TypeError(`${name} is ${JSON.stringify(value)}, neither true nor false.`);
  return value;
}

/** The coordinates x0, x1, … of a problem whose parameters are numbers. */
export function vectorOf(assignments: Assignments, dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, index) => numberAt(assignments, `x${index}`));
}
