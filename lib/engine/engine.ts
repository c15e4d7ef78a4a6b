/**
 * The engine's front door: a pure function from what is known to what to try next. The same message gives the same
 * reply, byte for byte, for one engine version and one implementation of the kernels.
 */
import { suggestAmongRandom } from "./fidelity/among-random";
import { atRungs } from "./fidelity/at-rungs";
import { toPoint } from "./history";
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

/** Raised whenever a request may be answered differently than before. Stored with every engine call. */
export const ENGINE_VERSION = "7";

export function suggest(message: SuggestMessage, kernels: Kernels = plainKernels): SuggestReply {
  const definition = findDefinition(message.sampler.name);
  if (!definition) throw new RangeError(`There is no sampler called ${message.sampler.name}.`);
  const sampler = registry[definition.id];
  const options = definition.options.parse(message.sampler.options);
  const recalled = recall(message);
  const seen = message.rungs ? atRungs(sampler, recalled, message.rungs) : { ...recalled, isLast: true };
  const { problem, entries, pending } = seen;
  try {
    const name = `${definition.id} ${JSON.stringify(options)}`;
    const request = bindRequest({ ...message, problem, pending }, kernels);
    const model = (own: SuggestRequest): SuggestReply =>
      sampler.suggest(foldRemembered(sampler, { name, problem, options, entries }), own);
    return isModel(definition) && !seen.isLast
      ? suggestAmongRandom({ sampler: definition.id, problem, entries, model }, request)
      : model(request);
  } finally {
    kernels.release();
  }
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
