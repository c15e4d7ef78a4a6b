/** Plays one of our samplers on an instance, trial after trial, and says when each target was reached. */
import type { SamplerId } from "@/lib/engine/sampler/catalog";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { Space } from "@/lib/engine/space/space";
import { playStudy } from "@/lib/engine/testing/play-study";
import { vectorOf } from "../problems/read-assignments";
import { bbobInstance, type InstanceName } from "./bbob/bbob-instance";
import { type BbobTrace, BUDGET_MAX, printOf } from "./bbob-runs";
import { TargetHits } from "./targets";

export interface BbobPlay extends InstanceName {
  readonly sampler: SamplerId;
  readonly options?: Readonly<Record<string, unknown>>;
}

export function playBbob({ sampler, options, ...name }: BbobPlay): BbobTrace {
  const { f, least } = bbobInstance(name);
  const { id, dimensions, instance } = name;
  const seen = new TargetHits(least);
  playStudy({
    sampler,
    ...(options && { options }),
    space: boxOf(dimensions),
    seed: `bbob-${id}-${dimensions}-${instance}`,
    trials: BUDGET_MAX * dimensions,
    evaluate: (assignments) => {
      const value = f(vectorOf(assignments, dimensions));
      seen.see(value);
      return value;
    },
  });
  return { id, dimensions, instance, print: printOf(name), hits: seen.hits };
}

function boxOf(dimensions: number): Space {
  const names = Array.from({ length: dimensions }, (_, index) => `x${index}`);
  const parsed = parseSpace(Object.fromEntries(names.map((name) => [name, { type: "float", low: -5, high: 5 }])), []);
  if (!("space" in parsed)) throw new Error("The box does not parse as a space.");
  return parsed.space;
}
