import type { z } from "zod";
import type { Objective } from "../problem";
import type { ParameterType, Space } from "../space/space";

/** What a sampler is and can do: enough to list it, offer its options and refuse what it cannot handle. Browser-safe. */
export interface SamplerDefinition<Id extends string = string, Options extends z.ZodType = z.ZodType> {
  readonly id: Id;
  readonly title: string;
  readonly summary: string;
  readonly capabilities: Capabilities;
  readonly options: Options;
  readonly references: readonly string[];
}

export interface Capabilities {
  readonly parameters: readonly ParameterType[];
  readonly conditions: boolean;
  readonly constraints: boolean;
  readonly objectives: "any" | "one" | "several";
  /** Visits each point of a finite space once and then says so. */
  readonly finite: boolean;
  /** Whether suggestions depend on the set of results or on their stored order. */
  readonly dependsOn: "set" | "order";
  /**
   * What of the history matters: `taken`, only that no point is repeated, so it need not be told before one was;
   * `points`, which were tried; `values`, also how they did.
   */
  readonly usesHistory: "taken" | "points" | "values";
  /** Learns hyperparameters that may be fitted beside its suggestions. */
  readonly fits?: true;
  /** Why this sampler cannot serve a study; null when it can. */
  refuse?(study: StudyOutline): Refusal | null;
}

export interface Refusal {
  /** The option that stands in the way; left out when it is the sampler itself. */
  readonly option?: string;
  /** In a sentence for the study's owner, with what to do instead. */
  readonly why: string;
}

export interface StudyOutline {
  readonly space: Space;
  readonly objectives: readonly Objective[];
  /** The sampler's options as its schema gives them; its defaults when left out. */
  readonly options?: unknown;
}

export const ALL_PARAMETERS: readonly ParameterType[] = ["float", "int", "ordinal", "categorical", "bool", "fixed"];

/** For samplers of one objective: `why` says so and what to choose for several. */
export function refuseSeveral(why: string): (study: StudyOutline) => Refusal | null {
  return ({ objectives }) => (objectives.length > 1 ? { why } : null);
}
