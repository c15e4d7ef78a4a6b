/**
 * What a study would recommend while it runs: of the trials trained to the end the one with the lowest loss, as Optuna's
 * `best_trial` and our own incumbent have it; before there is one, the trial with the lowest loss told so far.
 */
import { z } from "zod";
import type { Assignments } from "@/lib/engine/space/space";
import { RESOURCE } from "./curve-problem";
import type { CurveTable } from "./curve-table";

export const CurveTrace = z.object({
  seed: z.int(),
  trials: z.int(),
  /** When the incumbent changed: units trained and simulated seconds until then, and its loss at the end of its curve. */
  incumbents: z.array(z.tuple([z.int(), z.number(), z.number().nullable()])),
});
export type CurveTrace = z.infer<typeof CurveTrace>;

export class Incumbent {
  readonly changes: [units: number, seconds: number, loss: number | null][] = [];
  #lowest = Number.POSITIVE_INFINITY;
  #trained = false;

  constructor(private readonly table: CurveTable) {}

  see(
    { resource, loss }: Told,
    assignments: Assignments,
    at: { readonly units: number; readonly seconds: number },
  ): void {
    const first = resource === RESOURCE && !this.#trained;
    if (first) this.#trained = true;
    else if ((this.#trained && resource < RESOURCE) || loss >= this.#lowest) return;
    this.#lowest = loss;
    const end = this.table.curveOf(assignments).at(-1) ?? null;
    const last = this.changes.at(-1);
    if (last && last[2] === end) return;
    this.changes.push([at.units, Number(at.seconds.toPrecision(5)), end]);
  }
}

interface Told {
  readonly resource: number;
  readonly loss: number;
}
