/**
 * Where the kind of space or the number of results leaves no choice. Models are for few results of few parameters: each
 * of their suggestions costs more than the last. Populations want many results, and then cost next to nothing.
 */
import type { Problem } from "../../problem";
import { type CompiledSpace, compileSpace } from "../../space/compiled-space";
import type { ParameterType } from "../../space/space";
import type { Choice } from "./choice";

/** Beyond this a Gaussian process costs more than it gains. */
const GP_RESULTS_MAX = 1_000;
/** And with several objectives, each of which has a model. */
const SEVERAL_RESULTS_MAX = 400;
/** The last share of the way to a border is the hand-over. */
const HAND_OVER = 0.1;
const DIMENSIONS_MAX = 50;
const CHOICES_MAX = 50;
/** Of the trials in spaces too wide for a Gaussian process, so many are the forest's. */
const FOREST_SHARE = 1 / 3;
/** A covariance of more numbers takes more results to learn than studies have. */
const CMA_DIMENSIONS_MAX = 100;
/** Of the trials beyond the border, so many are evolution's: of numbers in order, and of anything else. */
const NUMBERS_SHARE = 0.8;
const OTHERS_SHARE = 0.2;
const IN_ORDER: ReadonlySet<ParameterType> = new Set(["float", "int", "ordinal", "fixed"]);
/**
 * A front that is only locally the best one keeps a Gaussian process busy: there is always a gap to fill. From so many
 * results on so many of the trials are another family's.
 */
const LOCAL_FRONT_FROM = 30;
const LOCAL_FRONT_SHARE = 1 / 4;
/** More objectives are nearly all on the front, and their crowding says little (Deb & Jain 2014, section 2). */
const CROWDING_OBJECTIVES_MAX = 3;

interface Progress {
  /** Trials that completed. */
  readonly results: number;
  /** In [0, 1): the trial's own draw. */
  readonly share: number;
}

/** Null where the results decide. */
export function choiceBySpace(problem: Problem, { results, share }: Progress): Choice | null {
  const compiled = compileSpace(problem.space);
  if (problem.objectives.length > 1) return choiceOfSeveral(problem, compiled, { results, share });
  const passed = passedTo(GP_RESULTS_MAX, results);
  if (share < passed) return choiceOfMany(compiled, { results, share: share / passed });
  if (!isTooWide(compiled)) return null;
  const sampler = (share - passed) / (1 - passed) < FOREST_SHARE ? "random-forest" : "tpe";
  return { sampler, why: `A wide space: ${compiled.free.length} parameters, up to ${widestChoice(compiled)} choices.` };
}

/** Whether, while results are few, the space leaves every trial to a Gaussian process. */
export function mayBeOnlyOfGp(problem: Problem): boolean {
  const choices = [0, 0.5].map((share) => choiceBySpace(problem, { results: 0, share }));
  return choices.every((choice) => choice === null || choice.sampler === "gp");
}

/** The chance of being beyond a border: from 0 at the beginning of the hand-over to 1 at the border. */
function passedTo(border: number, results: number): number {
  return Math.min(1, Math.max(0, (results - border * (1 - HAND_OVER)) / (border * HAND_OVER)));
}

function choiceOfMany(compiled: CompiledSpace, { results, share }: Progress): Choice {
  const many = `${results} results: more than a Gaussian process is worth`;
  if (isOfNumbers(compiled)) {
    return share < NUMBERS_SHARE
      ? { sampler: "cma-es", why: `${many}, enough for evolution to learn the shape of the landscape.` }
      : { sampler: "tpe", why: `${many}. One of five goes without evolution.` };
  }
  return share < OTHERS_SHARE
    ? { sampler: "regularized-evolution", why: `${many}. One of five changes a good trial in one place.` }
    : { sampler: "tpe", why: `${many}.` };
}

function isOfNumbers({ space, free }: CompiledSpace): boolean {
  const plain = space.parameters.every(({ type, when }) => IN_ORDER.has(type) && !when);
  return plain && free.length <= CMA_DIMENSIONS_MAX;
}

/**
 * Several objectives: Gaussian processes while results and parameters are few; of more than
 * three objectives, whose hypervolume is only sampled, every other trial. Beyond, a population, which is a front already.
 */
function choiceOfSeveral({ objectives }: Problem, compiled: CompiledSpace, { results, share }: Progress): Choice {
  const count = `${objectives.length} objectives`;
  const passed = passedTo(SEVERAL_RESULTS_MAX, results);
  if (share < passed) {
    const sampler = objectives.length > CROWDING_OBJECTIVES_MAX ? "nsga3" : "nsga2";
    return { sampler, why: `${count}, ${results} results: enough for a population.` };
  }
  if (isTooWide(compiled)) return { sampler: "tpe", why: `${count} of a wide space.` };
  const ofTheRest = (share - passed) / (1 - passed);
  if (objectives.length > 3 && ofTheRest < 0.5) return { sampler: "tpe", why: `${count}: every other trial.` };
  if (results >= LOCAL_FRONT_FROM && ofTheRest < LOCAL_FRONT_SHARE)
    return { sampler: "tpe", why: `${count}: a quarter of the trials look beyond a front that may be a local one.` };
  return { sampler: "gp", why: `${count}.` };
}

function isTooWide(compiled: CompiledSpace): boolean {
  return compiled.free.length > DIMENSIONS_MAX || widestChoice(compiled) > CHOICES_MAX;
}

function widestChoice({ free, parameters }: CompiledSpace): number {
  return free.reduce((widest, index) => {
    const { parameter, domain } = parameters[index];
    return parameter.type === "categorical" ? Math.max(widest, domain.count ?? 0) : widest;
  }, 0);
}
