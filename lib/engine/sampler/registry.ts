import { autoSampler } from "./auto/sampler";
import type { SamplerId } from "./catalog";
import { cmaEsSampler } from "./cma-es/sampler";
import { deSampler } from "./de/sampler";
import { geneticSampler } from "./genetic/sampler";
import { gpSampler } from "./gp/sampler";
import { gridSampler } from "./grid/sampler";
import { nsga2Sampler } from "./nsga2/sampler";
import { nsga3Sampler } from "./nsga3/sampler";
import { quasiRandomSampler } from "./quasi-random/sampler";
import { randomSampler } from "./random/sampler";
import { randomForestSampler } from "./random-forest/sampler";
import { regularizedEvolutionSampler } from "./regularized-evolution/sampler";
import type { Sampler } from "./sampler";
import { tpeSampler } from "./tpe/sampler";

/** The implementation of each catalogue entry. Options reach a sampler only through its definition's schema. */
export const registry: Readonly<Record<SamplerId, Sampler<unknown, unknown>>> = {
  auto: autoSampler,
  random: randomSampler,
  "quasi-random": quasiRandomSampler,
  grid: gridSampler,
  gp: gpSampler,
  "random-forest": randomForestSampler,
  tpe: tpeSampler,
  "cma-es": cmaEsSampler,
  nsga2: nsga2Sampler,
  nsga3: nsga3Sampler,
  de: deSampler,
  "regularized-evolution": regularizedEvolutionSampler,
  genetic: geneticSampler,
};
