/**
 * The engine's front door: a pure function from what is known to what to try next. The same message gives the same
 * reply, byte for byte, for one engine version and one implementation of the kernels.
 */
import { suggestAmongRandom } from "./fidelity/among-random";
import { atRungs } from "./fidelity/at-rungs";
import type { Fits, Past } from "./fits";
import { type LossEntry, toPoint } from "./history";
import type { Kernels } from "./linalg/kernels";
import { plainKernels } from "./linalg/plain-kernels";
import type { SuggestMessage, SuggestReply } from "./messages";
import { type PendingPoint, recall } from "./recall";
import { foldRemembered } from "./remembered-fold";
import { makeRng } from "./rng/rng";
import { findDefinition } from "./sampler/catalog";
import type { SamplerDefinition } from "./sampler/definition";
import { registry } from "./sampler/registry";
import { DEFAULT_EFFORT, type SuggestRequest } from "./sampler/sampler";

/**
 * Raised whenever a request may be answered differently than before, or the engine is told more of the same rows. Stored with
 * every engine call.
 */
export const ENGINE_VERSION = "9";

export function suggest(message: SuggestMessage, kernels: Kernels = plainKernels): SuggestReply {
  const { definition, sampler, options, name } = find(message.sampler);
  const recalled = recall(message);
  const seen = message.rungs ? atRungs(sampler, recalled, message.rungs) : { ...recalled, isLast: true };
  const { problem, entries, pending } = seen;
  try {
    const past = message.fits && !message.rungs ? pastOf(message.fits, entries) : undefined;
    const request = { ...bindRequest({ ...message, problem, pending }, kernels), ...(past && { past }) };
    const model = (own: SuggestRequest): SuggestReply =>
      sampler.suggest(foldRemembered(sampler, { name, problem, options, entries }), own);
    return isModel(definition) && !seen.isLast
      ? suggestAmongRandom({ sampler: definition.id, problem, entries, model }, request)
      : model(request);
  } finally {
    kernels.release();
  }
}

/**
 * Hyperparameters of the whole history, for later requests to go by. Those are answered as if they had fitted them themselves:
 * `suggest` with `fits: { known }` and with what this said of the first `known` entries gives the same bytes.
 */
export function fitHistory(message: SuggestMessage, kernels: Kernels = plainKernels): Fits {
  const { sampler, options, name } = find(message.sampler);
  const { problem, entries, pending } = recall(message);
  const past: Past = { entries, fitted: new Map() };
  try {
    const request = { ...bindRequest({ ...message, problem, pending }, kernels), past };
    if (!message.rungs) sampler.fit?.(foldRemembered(sampler, { name, problem, options, entries }), request);
  } finally {
    kernels.release();
  }
  return { known: entries.length, values: [...past.fitted].map(([key, value]) => ({ name: key, value })) };
}

function pastOf({ known, values = [] }: Fits, entries: readonly LossEntry[]): Past {
  if (known > entries.length) throw new RangeError(`There are no ${known} results that could have been fitted.`);
  return { entries: entries.slice(0, known), fitted: new Map(values.map(({ name, value }) => [name, value])) };
}

function find({ name: id, options: given }: SuggestMessage["sampler"]) {
  const definition = findDefinition(id);
  if (!definition) throw new RangeError(`There is no sampler called ${id}.`);
  const options = definition.options.parse(given);
  return { definition, sampler: registry[definition.id], options, name: `${definition.id} ${JSON.stringify(options)}` };
}

/** What depends on the set of results is a model of them; a population is spread by itself. */
const isModel = ({ capabilities }: SamplerDefinition): boolean =>
  capabilities.usesHistory === "values" && capabilities.dependsOn === "set";

/** The request a sampler sees: random streams bound to the study's seed, pending points normalized like history. */
export function toRequest(message: SuggestMessage, kernels: Kernels = plainKernels): SuggestRequest {
  const { problem, pending } = message;
  return bindRequest(
    { ...message, pending: pending.map((trial) => ({ ...trial, ...toPoint(problem, trial) })) },
    kernels,
  );
}

type Normalized = Omit<SuggestMessage, "pending" | "history"> & { readonly pending: readonly PendingPoint[] };

function bindRequest({ problem, pending, numbers, effort, sampler }: Normalized, kernels: Kernels): SuggestRequest {
  return {
    numbers,
    // By number: no arithmetic that adds them up may depend on the order in which they were listed.
    pending: [...pending].sort((one, other) => one.number - other.number),
    rng: (purpose, number) => makeRng({ seed: problem.seed, purpose: `${sampler.name}/${purpose}`, number }),
    effort: { ...DEFAULT_EFFORT, ...effort },
    kernels,
  };
}
