/**
 * The part random and quasi-random search share: from draws to points that are new and obey the constraints.
 *
 * Draw until a point fits, a counted number of times; then, in a finite space, choose among the points that are left;
 * else walk towards the constraints. What is used is named in the origin, and when nothing is found the reply says
 * whether that is proven (every point was looked at) or a limit of the search.
 */
import { uniformIndex } from "../rng/distributions";
import type { Rng } from "../rng/rng";
import { cellsOfSpace } from "../space/cardinality";
import { type CompiledSpace, type Row, rowToAssignments } from "../space/compiled-space";
import { fingerprintActive } from "../space/fingerprint";
import { repairRow } from "../space/repair";
import type { Diagnostic, Fallback, Origin, Suggestion, SuggestRequest, SuggestResult } from "./sampler";

interface PointSource {
  readonly sampler: string;
  readonly compiled: CompiledSpace;
  /** Fingerprints of evaluated and pending points. Grows as points are proposed. */
  readonly taken: Pick<Set<string>, "has"> & { add(fingerprint: string): unknown };
  /** Draw number `attempt` (from 0) for a trial number, constraints ignored. */
  draw(number: number, attempt: number): Row;
  readonly origin?: (point: Pick<Suggestion, "number" | "fingerprint">) => Partial<Origin>;
  /** Told of each suggestion before the next is drawn, for sources that take it into account. */
  readonly accepted?: (suggestion: Suggestion) => void;
}

const DUPLICATE_TRIES = 64;
const CONSTRAINT_TRIES = 2_000;
const REPAIR_STARTS = 8;

export function proposePoints(source: PointSource, request: SuggestRequest): SuggestResult {
  const suggestions: Suggestion[] = [];
  const left = new PointsLeft(source, request.effort.tries);
  for (const number of request.numbers) {
    const found = drawPoint(source, number, request.effort.tries) ?? fallBack(source, { number, request, left });
    // Numbers are filled from the first on: a gap would leave a trial number without a trial.
    if (!found) return { suggestions, exhausted: true, diagnostics: [explain(source, left)] };
    source.taken.add(found.point.fingerprint);
    const origin = {
      sampler: source.sampler,
      ...source.origin?.({ number, fingerprint: found.point.fingerprint }),
      ...(found.fallback && { fallback: found.fallback }),
    };
    const suggestion = { number, ...found.point, origin };
    suggestions.push(suggestion);
    source.accepted?.(suggestion);
  }
  return { suggestions, exhausted: false, diagnostics: [] };
}

type Point = Pick<Suggestion, "assignments" | "fingerprint">;
interface Found {
  readonly point: Point;
  readonly fallback?: Fallback;
}

/** The row as a point, null when it is taken. */
function newPoint({ compiled, taken }: PointSource, row: Row): Point | null {
  const assignments = rowToAssignments(compiled, row);
  const fingerprint = fingerprintActive(assignments);
  return taken.has(fingerprint) ? null : { assignments, fingerprint };
}

function drawPoint(source: PointSource, number: number, effort: number): Found | null {
  const tries = Math.min(effort, source.compiled.constraints.length > 0 ? CONSTRAINT_TRIES : DUPLICATE_TRIES);
  let duplicates = 0;
  for (let attempt = 0; attempt < tries && duplicates < DUPLICATE_TRIES; attempt += 1) {
    const row = source.draw(number, attempt);
    if (source.compiled.violation(row) > 0) continue;
    const point = newPoint(source, row);
    if (point) return { point };
    duplicates += 1;
  }
  return null;
}

interface FallbackContext {
  readonly number: number;
  readonly request: SuggestRequest;
  readonly left: PointsLeft;
}

function fallBack(source: PointSource, { number, request, left }: FallbackContext): Found | null {
  const reason = source.compiled.constraints.length > 0 ? "constraints" : "duplicates";
  const listed = left.take(request.rng("enumeration", number));
  if (listed) return { point: listed, fallback: { to: "enumeration", reason } };
  if (left.complete || reason === "duplicates") return null;
  const rng = request.rng("repair", number);
  const steps = Math.ceil(request.effort.tries / (4 * REPAIR_STARTS));
  for (let start = 0; start < REPAIR_STARTS; start += 1) {
    const row = repairRow({ compiled: source.compiled, rng, steps });
    const point = row && newPoint(source, row);
    if (point) return { point, fallback: { to: "repair", reason } };
  }
  return null;
}

/** The free points of a finite space, listed once per request and only when drawing has failed. */
class PointsLeft {
  /** True when the listing covered the whole space. */
  complete = false;
  /** Whether any point obeyed the constraints, taken or not. */
  feasible = false;
  #points: Point[] | null = null;

  constructor(
    private readonly source: PointSource,
    private readonly limit: number,
  ) {}

  /** A free point, each as likely as any other. */
  take(rng: Rng): Point | null {
    this.#points ??= this.#list(rng);
    // Points drawn since the listing are taken by now.
    while (this.#points.length > 0) {
      const chosen = uniformIndex(rng, this.#points.length);
      const [point] = this.#points.splice(chosen, 1);
      if (!this.source.taken.has(point.fingerprint)) return point;
    }
    return null;
  }

  /** Looks at all cells, or at as many as the effort allows from a random one on. */
  #list(rng: Rng): Point[] {
    const cells = cellsOfSpace(this.source.compiled);
    if (!cells) return [];
    this.complete = cells.count <= BigInt(this.limit);
    const seen = this.complete ? Number(cells.count) : this.limit;
    const offset = this.complete ? 0n : (cells.count * BigInt(uniformIndex(rng, 2 ** 48))) / 2n ** 48n;
    const points: Point[] = [];
    for (let step = 0; step < seen; step += 1) {
      const row = cells.rowAt((offset + BigInt(step)) % cells.count);
      if (this.source.compiled.violation(row) > 0) continue;
      this.feasible = true;
      const point = newPoint(this.source, row);
      if (point) points.push(point);
    }
    return points;
  }
}

function explain({ compiled }: PointSource, left: PointsLeft): Diagnostic {
  if (left.complete && left.feasible) {
    return { code: "space_used_up", detail: "Every point of the space has been tried or is out." };
  }
  if (left.complete) {
    return { code: "infeasible_space", detail: "No point of the space obeys the constraints; relax one of them." };
  }
  const names = [...new Set(compiled.constraints.flatMap((constraint) => constraint.names))].slice(0, 10).join(", ");
  return {
    code: "search_limit",
    detail: names
      ? `Found no further point that obeys the constraints on ${names}; check that they can hold together, or relax one.`
      : "Found no further point that has not been tried.",
  };
}
