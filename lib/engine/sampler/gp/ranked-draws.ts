/** The points that are tried for one trial number: those the model ranked, then those of the start design. */
import { type CompiledSpace, type Row, rowToAssignments } from "../../space/compiled-space";
import { rowAtUnit } from "../../space/encode";
import { fingerprintActive } from "../../space/fingerprint";
import type { StartDesign } from "../start-design";
import type { Ranked } from "./local-search";

interface DrawSources {
  readonly compiled: CompiledSpace;
  readonly ranked: readonly Ranked[];
  readonly start: StartDesign;
}

export class RankedDraws {
  #last: { readonly row: Row; readonly from: Ranked | undefined } | null = null;

  constructor(private readonly sources: DrawSources) {}

  draw(number: number, attempt: number): Row {
    const { compiled, ranked, start } = this.sources;
    const from = ranked[attempt];
    const row = from ? rowAtUnit(compiled, from.candidate.base) : start.draw(number, attempt);
    this.#last = { row, from };
    return row;
  }

  /** What the model said of the point with this fingerprint; null when it is not one that it ranked. */
  chosen(fingerprint: string): Ranked | null {
    if (!this.#last?.from) return null;
    const drawn = fingerprintActive(rowToAssignments(this.sources.compiled, this.#last.row));
    return drawn === fingerprint ? this.#last.from : null;
  }
}
