/** Options with which samplers do more than start in scenarios as short as the suite's. */
import { samplerSuite } from "../../testing/sampler-suite";
import { cmaEsDefinition } from "../cma-es/definition";
import { deDefinition } from "../de/definition";
import { geneticDefinition } from "../genetic/definition";
import { nsga2Definition } from "../nsga2/definition";
import { nsga3Definition } from "../nsga3/definition";
import { regularizedEvolutionDefinition } from "../regularized-evolution/definition";
import { tpeDefinition } from "../tpe/definition";

samplerSuite(tpeDefinition, { start_trials: 1 });
samplerSuite(cmaEsDefinition, { population_size: 3 });
samplerSuite(nsga2Definition, { population_size: 4 });
samplerSuite(nsga3Definition, { population_size: 4 });
samplerSuite(deDefinition, { population_size: 4 });
samplerSuite(regularizedEvolutionDefinition, { population_size: 4, sample_size: 2 });
samplerSuite(geneticDefinition, { population_size: 4 });
