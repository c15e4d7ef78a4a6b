/**
 * Points of one group of parameters to choose from, given the parameters decided before it: best first.
 *
 * Most come from the density of the good trials, as in the paper; some from near the best trial and some from the priors,
 * so that neither a broad density nor a narrow one leaves nothing worth trying. A group with few points is listed whole.
 */
import { uniformOpen } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import type { CompiledSpace, Row } from "../../space/compiled-space";
import type { Scalar } from "../../space/space";
import type { GroupModel, Rated } from "./group-model";
import type { ParameterGroup } from "./parameter-groups";

export interface Candidate {
  /** The row so far with the group's values. */
  readonly row: Row;
  readonly score: number;
}

export interface CandidateSource {
  readonly compiled: CompiledSpace;
  readonly group: ParameterGroup;
  readonly model: GroupModel;
  readonly rng: Rng;
  /** From the density of the good trials. */
  readonly count: number;
  readonly tries: number;
}

/** To every 24 candidates from the density come so many more from near the best trial, and from the priors. */
const NEAR_SHARE = 3 / 24;
const PRIOR_SHARE = 8 / 24;
/** Near the best of fewer good trials than this nothing is refined yet: it would only keep the search from looking on. */
const NEAR_FROM = 5;
/** Widths of the kernel of the best trial for candidates near it: from the kernel's own down to a thousandth. */
const SHRINK_MIN = 1e-3;
const LISTED_MAX = 64;
/** Draws per candidate where constraints refuse some. */
const DRAWS_EACH = 25;

/** Only as many are told apart as are asked for. */
export function* rankedCandidates(source: CandidateSource, before: Row): Generator<Candidate> {
  const seen = new Set<string>();
  const kept: (Rated & { readonly row: Row })[] = [];
  const finite = source.group.free.every(({ index }) => source.compiled.parameters[index].domain.count !== null);
  for (const units of pointsToJudge(source, kept)) {
    const { row, point } = settle(source, before, units);
    if (source.compiled.violation(row) > 0) continue;
    // Draws from a continuum do not meet; those of levels do, and would be suggested again when the first is refused.
    const key = finite ? point.join() : "";
    if (finite && seen.has(key)) continue;
    seen.add(key);
    kept.push({ row, ...source.model.rate(point) });
  }
  yield* byScore(kept);
}

interface Scored extends Candidate {
  readonly place: number;
}

/** Best first, equal ones in their order. Scores cost much, bounds little: one that cannot be the next best is not scored. */
function* byScore(rated: readonly (Rated & { readonly row: Row })[]): Generator<Candidate> {
  const byBound = rated.map((each, place) => ({ ...each, place })).sort((one, other) => other.most - one.most);
  const scored = new Set<Scored>();
  let next = 0;
  for (let given = 0; given < rated.length; given += 1) {
    let best = firstOf(scored);
    for (; next < byBound.length && !(best && best.score > byBound[next].most); next += 1) {
      const { row, place, score } = byBound[next];
      const fresh = { row, place, score: score() };
      scored.add(fresh);
      if (!best || isBefore(fresh, best)) best = fresh;
    }
    if (!best) return;
    scored.delete(best);
    yield best;
  }
}

function firstOf(scored: Iterable<Scored>): Scored | null {
  let first: Scored | null = null;
  for (const each of scored) if (!first || isBefore(each, first)) first = each;
  return first;
}

const isBefore = (one: Scored, other: Scored): boolean =>
  one.score > other.score || (one.score === other.score && one.place < other.place);

/** All points of a small group; else draws until enough are kept, or constraints have refused too many. */
function* pointsToJudge(source: CandidateSource, kept: readonly unknown[]): Generator<Float64Array> {
  const listed = listPoints(source);
  if (listed) return yield* listed;
  const near = source.model.split.good < NEAR_FROM ? 0 : Math.ceil(source.count * NEAR_SHARE);
  const priors = Math.ceil(source.count * PRIOR_SHARE);
  const wanted = source.count + near + priors;
  const constrained = source.compiled.constraints.length > 0;
  const limit = Math.min(source.tries, constrained ? wanted * DRAWS_EACH : wanted);
  for (let drawn = 0; drawn < limit && kept.length < wanted; drawn += 1) {
    const turn = drawn % wanted;
    yield drawPoint(source, turn < near ? "near" : turn < near + priors ? "priors" : "density");
  }
}

function drawPoint(
  { compiled, group, model, rng }: CandidateSource,
  from: "near" | "priors" | "density",
): Float64Array {
  if (from === "near") {
    const near = model.sampleNearBest(rng, SHRINK_MIN ** rng.uniform());
    if (near) return near;
  }
  if (from === "priors") {
    return Float64Array.from(group.free, ({ index }) => compiled.parameters[index].domain.warp(uniformOpen(rng)));
  }
  return model.good.sample(rng);
}

/** The unit coordinates of every point of a group that has few; null for others. */
function listPoints({ compiled, group }: CandidateSource): Float64Array[] | null {
  const domains = group.free.map(({ index }) => compiled.parameters[index].domain);
  const counts = domains.map(({ count }) => count ?? Number.POSITIVE_INFINITY);
  if (counts.reduce((product, count) => product * count, 1) > LISTED_MAX) return null;
  let points: number[][] = [[]];
  for (const [axis, domain] of domains.entries()) {
    const levels = Array.from({ length: counts[axis] }, (_, level) => domain.encode(domain.valueAt(level)));
    points = points.flatMap((point) => levels.map((unit) => [...point, unit]));
  }
  return points.map((point) => Float64Array.from(point));
}

/** The row with the group's values, and the coordinates that these values have: a level's own, not where it was hit. */
function settle(
  { compiled, group }: CandidateSource,
  before: Row,
  units: Float64Array,
): { row: Row; point: Float64Array } {
  const row: (Scalar | undefined)[] = [...before];
  for (const index of group.members) row[index] = compiled.parameters[index].domain.decode(0.5);
  const point = units.slice();
  for (const [axis, { index }] of group.free.entries()) {
    const { domain } = compiled.parameters[index];
    const value = domain.decode(units[axis]);
    row[index] = value;
    if (domain.count !== null) point[axis] = domain.encode(value);
  }
  return { row, point };
}
