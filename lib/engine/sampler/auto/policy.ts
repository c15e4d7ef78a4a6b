/**
 * Which sampler serves a trial. No method is best everywhere: the space and the number of results rule some out, and
 * between those that are left the results decide, by how well each model predicts what it has not seen. Hand-overs are
 * gradual: over a stretch of results each trial draws which side of the border it is on.
 */
import type { LossEntry } from "../../history";
import type { Problem } from "../../problem";
import { remembered } from "../../remembered";
import type { CompiledSpace } from "../../space/compiled-space";
import { compileSpace } from "../../space/compiled-space";
import type { SuggestRequest } from "../sampler";
import { startTrials } from "../start-design";
import { BranchFloors, type StarvedBranch } from "./branch-floor";
import { heldOutSkill } from "./held-out-skill";

export interface Choice {
  readonly sampler: "gp" | "tpe" | "random-forest";
  /** Why, in a sentence for people. */
  readonly why: string;
  /** What the trial is kept to, when a branch is below its floor. */
  readonly branch?: StarvedBranch;
}

/** Beyond this a Gaussian process costs more than it gains. */
const GP_RESULTS_MAX = 1_000;
/** And with several objectives, each of which has a model. */
const SEVERAL_RESULTS_MAX = 400;
/** The last share of the way to a border is the hand-over. */
const HAND_OVER = 0.1;
const DIMENSIONS_MAX = 50;
const CHOICES_MAX = 50;
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
/** Of the trials in spaces too wide for a Gaussian process, so many are the forest's. */
const FOREST_SHARE = 1 / 3;
/** In a batch every so manyth trial comes from another family: a model's blind spot is the same for the whole batch. */
const SECOND_FAMILY_EVERY = 8;
const BATCH_MIN = 4;

interface PolicyRequest {
  readonly problem: Problem;
  readonly entries: readonly LossEntry[];
  readonly request: SuggestRequest;
}

/** The choice for each of the numbers asked for. */
export function chooseSamplers({ problem, entries, request }: PolicyRequest): readonly Choice[] {
  const results = entries.filter(({ outcome, losses }) => outcome === "completed" && losses);
  const general = once(() => choiceByResults({ problem, entries, request }, results));
  const { numbers } = request;
  const floors = new BranchFloors(problem, { entries, pending: request.pending });
  const started = results.length >= startTrials(problem, compileSpace(problem.space).free.length);
  return numbers.map((number, position) => {
    const branch = started ? floors.take(number) : null;
    return { ...choiceOf(number, position), ...(branch && { branch }) };
  });

  function choiceOf(number: number, position: number): Choice {
    const share = request.rng("policy", number).uniform();
    const fixed = choiceBySpace(problem, results.length, share);
    if (fixed) return fixed;
    if (numbers.length >= BATCH_MIN && position % SECOND_FAMILY_EVERY === SECOND_FAMILY_EVERY - 1) {
      return { sampler: "tpe", why: "One of a batch: another model, for what the first does not see." };
    }
    const { usual, hedge } = general();
    return hedge && share < HEDGE_SHARE ? hedge : usual;
  }
}

/** Where the kind of space or the number of results leaves no choice; null otherwise. */
function choiceBySpace(problem: Problem, results: number, share: number): Choice | null {
  const compiled = compileSpace(problem.space);
  if (problem.objectives.length > 1) return choiceOfSeveral(problem, compiled, { results, share });
  if (isTooWide(compiled)) {
    const sampler = share < FOREST_SHARE ? "random-forest" : "tpe";
    return {
      sampler,
      why: `A wide space: ${compiled.free.length} parameters, up to ${widestChoice(compiled)} choices.`,
    };
  }
  // The chance rises from 0 at the beginning of the hand-over to 1 at the border.
  const passed = (results - GP_RESULTS_MAX * (1 - HAND_OVER)) / (GP_RESULTS_MAX * HAND_OVER);
  if (share < passed) return { sampler: "tpe", why: `${results} results: more than a Gaussian process is worth.` };
  return null;
}

function isTooWide(compiled: CompiledSpace): boolean {
  return compiled.free.length > DIMENSIONS_MAX || widestChoice(compiled) > CHOICES_MAX;
}

/**
 * Several objectives: Gaussian processes while results are few, where parameters always exist and are few; of more than
 * three objectives, whose hypervolume is only sampled, every other trial.
 */
function choiceOfSeveral(
  { objectives }: Problem,
  compiled: CompiledSpace,
  { results, share }: { readonly results: number; readonly share: number },
): Choice {
  const count = `${objectives.length} objectives`;
  if (compiled.space.parameters.some(({ when }) => when))
    return { sampler: "tpe", why: `${count} of conditional parameters.` };
  if (isTooWide(compiled)) return { sampler: "tpe", why: `${count} of a wide space.` };
  const passed = (results - SEVERAL_RESULTS_MAX * (1 - HAND_OVER)) / (SEVERAL_RESULTS_MAX * HAND_OVER);
  if (share < passed) return { sampler: "tpe", why: `${count}, ${results} results.` };
  if (objectives.length > 3 && share < 0.5) return { sampler: "tpe", why: `${count}: every other trial.` };
  return { sampler: "gp", why: `${count}.` };
}

interface ByResults {
  readonly usual: Choice;
  /** For some of the trials, where the results speak for no model. */
  readonly hedge?: Choice;
}

/** By the results: plateaus, then which model predicts better. */
function choiceByResults({ problem, entries, request }: PolicyRequest, results: readonly LossEntry[]): ByResults {
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
  const { gp, forest } = remembered({ name, problem, entries: known }, () => heldOutSkill(problem, known, request));
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

function widestChoice({ free, parameters }: CompiledSpace): number {
  return free.reduce((widest, index) => {
    const { parameter, domain } = parameters[index];
    return parameter.type === "categorical" ? Math.max(widest, domain.count ?? 0) : widest;
  }, 0);
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
