import { SHARED_CHOICES_MAX, type SharedParameter } from "@/lib/contract/shared-study";
import type { Parameter, Scalar } from "@/lib/engine/space/space";

/** A parameter's domain as strangers see it, field by field (S8). */
export function toSharedParameter(parameter: Parameter): SharedParameter {
  const named = { name: parameter.name, conditional: parameter.when !== undefined };
  switch (parameter.type) {
    case "float":
    case "int": {
      const { type, low, high, scale, step } = parameter;
      return {
        ...named,
        kind: "range",
        type,
        low,
        high,
        scale,
        step: type === "int" && step === 1 ? null : (step ?? null),
      };
    }
    case "ordinal":
      return { ...named, kind: "choices", type: parameter.type, ...shown(parameter.values) };
    case "categorical":
      return { ...named, kind: "choices", type: parameter.type, ...shown(parameter.choices) };
    case "bool":
      return { ...named, kind: "choices", type: parameter.type, ...shown([false, true]) };
    case "fixed":
      return { ...named, kind: "fixed", value: parameter.value };
  }
}

function shown(choices: readonly Scalar[]) {
  return { choices: choices.slice(0, SHARED_CHOICES_MAX), choices_total: choices.length };
}
