/** The samplers on offer: definitions only, so that browsers and documents can list them. */

import { autoDefinition } from "./auto/definition";
import { cmaEsDefinition } from "./cma-es/definition";
import { deDefinition } from "./de/definition";
import type { SamplerDefinition } from "./definition";
import { geneticDefinition } from "./genetic/definition";
import { gpDefinition } from "./gp/definition";
import { gridDefinition } from "./grid/definition";
import { nsga2Definition } from "./nsga2/definition";
import { nsga3Definition } from "./nsga3/definition";
import { quasiRandomDefinition } from "./quasi-random/definition";
import { randomDefinition } from "./random/definition";
import { randomForestDefinition } from "./random-forest/definition";
import { regularizedEvolutionDefinition } from "./regularized-evolution/definition";
import { tpeDefinition } from "./tpe/definition";

const definitions = [
  autoDefinition,
  randomDefinition,
  quasiRandomDefinition,
  gridDefinition,
  gpDefinition,
  randomForestDefinition,
  tpeDefinition,
  cmaEsDefinition,
  nsga2Definition,
  nsga3Definition,
  deDefinition,
  regularizedEvolutionDefinition,
  geneticDefinition,
] as const;

export type SamplerId = (typeof definitions)[number]["id"];

export const catalog: readonly SamplerDefinition<SamplerId>[] = definitions;

export function findDefinition(name: string): SamplerDefinition<SamplerId> | undefined {
  return catalog.find(({ id }) => id === name);
}
