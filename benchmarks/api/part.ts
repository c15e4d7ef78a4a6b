import type { ServeOptions, ServerProcess } from "./server-process";

/** What one part measures, and what is expected of it (issue and design name the goals). */
export interface Part {
  readonly name: string;
  readonly title: string;
  /** How it is measured, for the page of results. */
  readonly how: string;
  /** After so many it is given up. */
  readonly minutes: number;
  readonly run: (context: PartContext) => Promise<PartResult>;
}

export interface PartContext {
  /** Seconds instead of minutes: shows that the part works, not what it reaches. */
  readonly short: boolean;
  readonly say: (line: string) => void;
  /** A server and a database of its own for as long as the work takes. */
  readonly withServer: <Result>(
    work: (server: ServerProcess) => Promise<Result>,
    options?: ServeOptions,
  ) => Promise<Result>;
}

export interface PartResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly goals: readonly Goal[];
  /** Whatever must be known to read the figures. */
  readonly notes?: readonly string[];
}

export interface Goal {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  readonly reached: boolean;
}

export function atLeast(
  what: string,
  { found, least, unit = "" }: { found: number; least: number; unit?: string },
): Goal {
  return { what, wanted: `at least ${least}${unit}`, found: `${rounded(found)}${unit}`, reached: found >= least };
}

export function atMost(what: string, { found, most, unit = "" }: { found: number; most: number; unit?: string }): Goal {
  return { what, wanted: `at most ${most}${unit}`, found: `${rounded(found)}${unit}`, reached: found <= most };
}

/** Three digits that mean something. */
export function rounded(value: number): number {
  if (!Number.isFinite(value)) return value;
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
