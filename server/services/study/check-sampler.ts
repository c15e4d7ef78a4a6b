import { fieldErrors } from "@/lib/contract/field-errors";
import { parseInput } from "@/lib/contract/parse-input";
import type { Objective, SamplerSetting } from "@/lib/contract/study";
import { isExternal } from "@/lib/domain/external-sampler";
import { catalog, findDefinition } from "@/lib/engine/sampler/catalog";
import type { Space } from "@/lib/engine/space/space";
import type { Prisma } from "@/server/generated/prisma/client";
import { AppError } from "@/server/kernel/app-error";

/** As a study stores it: the name, and the options beside it. */
export type StoredSampler = { readonly name: string } & Prisma.InputJsonObject;

interface StudyShape {
  readonly space: Space;
  readonly objectives: readonly Objective[];
}

/** The sampler with its options completed, or a refusal before the study starts. */
export function checkSampler(setting: SamplerSetting, study: StudyShape): StoredSampler {
  if (isExternal(setting)) {
    throw refused("/sampler/name", "An external sampler runs elsewhere: there is nothing to plan or to check here.");
  }
  const definition = findDefinition(setting.name);
  if (definition === undefined) {
    const known = catalog.map((candidate) => candidate.id).join(", ");
    throw refused("/sampler/name", `There is no sampler “${setting.name}”. Choose one of: ${known}.`);
  }
  const { name: _, ...options } = setting;
  const parsed = parseInput(definition.options, options);
  if (!parsed.success) {
    const errors = fieldErrors(parsed.error, "/sampler").map((field) => ({ ...field, code: "invalid_sampler" }));
    throw new AppError("invalid_input", errors[0]?.detail ?? "The options are not as they must be.", { errors });
  }
  const unfit = definition.capabilities.refuse?.({ ...study, options: parsed.data }) ?? null;
  if (unfit !== null) throw refused(`/sampler/${unfit.option ?? "name"}`, unfit.why);
  return { name: setting.name, ...(parsed.data as Prisma.InputJsonObject) }; // options schemas hold plain JSON values only
}

function refused(pointer: string, detail: string): AppError {
  return new AppError("invalid_input", detail, { errors: [{ pointer, code: "invalid_sampler", detail }] });
}

/** Why a sampler that is set already cannot serve another space; null when it can. */
export function refuseSampler({ name, ...options }: SamplerSetting, study: StudyShape): string | null {
  const definition = findDefinition(name);
  const unfit = definition?.capabilities.refuse?.({ ...study, options: definition.options.parse(options) }) ?? null;
  return unfit && (unfit.option === undefined ? unfit.why : `sampler.${unfit.option}: ${unfit.why}`);
}
