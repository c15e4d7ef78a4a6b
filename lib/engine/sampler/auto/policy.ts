/**
 * Which sampler serves a trial. No method is best everywhere: the space and the number of results rule some out, and
 * between those that are left the results decide, by how well each model predicts what it has not seen. Hand-overs are
 * gradual: over a stretch of results each trial draws which side of the border it is on.
 */
import { fittedOnce, type Past } from "../../fits";
import type { LossEntry } from "../../history";
import type { Problem } from "../../problem";
import { remembered } from "../../remembered";
import { compileSpace } from "../../space/compiled-space";
import type { SuggestRequest } from "../sampler";
import { startTrials } from "../start-design";
import { BranchFloors } from "./branch-floor";
import type { Choice } from "./choice";
import { choiceBySpace } from "./choice-by-space";
import { heldOutSkill } from "./held-out-skill";

/** More equal results than this: a surface of plateaus, which a smooth model misreads. */
const TIES_MAX = 0.3;
/** The forest must predict clearly better to be preferred: near a tie the Gaussian process makes more of what it knows. */
const MARGIN = 0.1;
/** Of fewer results the better half, which models are judged on, is too small to say that they predict it badly. */
const HEDGE_FROM = 30;
/** When neither model ranks the better results better than this, they are mostly noise, or shaped as neither expects. */
const HEDGE_BELOW = 0.5;
/** Of the trials, then, so many are another family's. */
const HEDGE_SHARE = 1 / 4;
/** In a batch every so manyth trial comes from another family: a model's blind spot is the same for the whole batch. */
const SECOND_FAMILY_EVERY = 8;
const BATCH_MIN = 4;

const POPULATIONS: ReadonlySet<Choice["sampler"]> = new Set(["cma-es", "regularized-evolution", "nsga2", "nsga3"]);
const WITHIN_BRANCH: Choice = { sampler: "tpe", why: "A population is one of the whole space, not of a branch." };

interface PolicyRequest {
  readonly problem: Problem;
  readonly entries: readonly LossEntry[];
  /** What models are judged by; all entries when absent. */
  readonly past?: Past | undefined;
  readonly request: SuggestRequest;
}

/** The choice for each of the numbers asked for. */
export function chooseSamplers({ problem, entries, past, request }: PolicyRequest): readonly Choice[] {
  const results = resultsOf(entries);
  const general = once(() => choiceByResults({ problem, entries: past?.entries ?? entries, past, request }));
  const { numbers } = request;
  const floors = new BranchFloors(problem, { entries, pending: request.pending });
  const started = results.length >= startTrials(problem, compileSpace(problem.space).free.length);
  return numbers.map((number, position) => {
    const choice = choiceOf(number, position);
    const branch = started ? floors.take(number) : null;
    return branch ? { ...(POPULATIONS.has(choice.sampler) ? WITHIN_BRANCH : choice), branch } : choice;
  });

  function choiceOf(number: number, position: number): Choice {
    const share = request.rng("policy", number).uniform();
    const fixed = choiceBySpace(problem, { results: results.length, share });
    if (fixed) return fixed;
    if (numbers.length >= BATCH_MIN && position % SECOND_FAMILY_EVERY === SECOND_FAMILY_EVERY - 1) {
      return { sampler: "tpe", why: "One of a batch: another model, for what the first does not see." };
    }
    const { usual, hedge } = general();
    return hedge && share < HEDGE_SHARE ? hedge : usual;
  }
}

function resultsOf(entries: readonly LossEntry[]): readonly LossEntry[] {
  return entries.filter(({ outcome, losses }) => outcome === "completed" && losses);
}

interface ByResults {
  readonly usual: Choice;
  /** For some of the trials, where the results speak for no model. */
  readonly hedge?: Choice;
}

/** By the results: plateaus, then which model predicts better. */
function choiceByResults({ problem, entries, past, request }: PolicyRequest): ByResults {
  const results = resultsOf(entries);
  const checkpoint = lastCheckpoint(results.length);
  if (checkpoint === 0) return { usual: { sampler: "gp", why: "Few results yet." } };
  const distinct = new Set(results.map(({ losses }) => losses?.[0])).size;
  if (1 - distinct / results.length > TIES_MAX) {
    const why = `Many results are equal (${results.length - distinct} of ${results.length}).`;
    return { usual: { sampler: "tpe", why } };
  }
  // Judged at checkpoints, so that the choice does not flap from one result to the next.
  const last = results[checkpoint - 1].number;
  const known = entries.filter(({ number }) => number <= last);
  const name = `held-out skill ${request.kernels.id}`;
  const { gp, forest } = fittedOnce({ name, problem, past }, () =>
    remembered({ name, problem, entries: known }, () => heldOutSkill(problem, known, request)),
  );
  const said = `rank correlation with held-out results ${forest.toFixed(2)} against ${gp.toFixed(2)}`;
  const usual: Choice =
    forest >= gp + MARGIN
      ? { sampler: "random-forest", why: `A forest predicts better than a Gaussian process (${said}).` }
      : { sampler: "gp", why: `A forest predicts no better than a Gaussian process (${said}).` };
  if (checkpoint < HEDGE_FROM || Math.max(gp, forest) >= HEDGE_BELOW) return { usual };
  const why = `Neither a forest nor a Gaussian process predicts well (${said}): a quarter of the trials go without both.`;
  return { usual, hedge: { sampler: "tpe", why } };
}

/** 10, 15, 20, 30, 40, 60, …: the last of them that has been reached, 0 before the first. */
export function lastCheckpoint(results: number): number {
  let [reached, next, step] = [0, 10, 0];
  while (next <= results) {
    reached = next;
    next = step % 2 === 0 ? (reached * 3) / 2 : (reached * 4) / 3;
    step += 1;
  }
  return reached;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
