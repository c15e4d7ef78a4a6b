import { describe, expect, test } from "vitest";
import { z } from "zod";
import { samplerSuite } from "../testing/sampler-suite";
import { catalog } from "./catalog";
import { cmaEsDefinition } from "./cma-es/definition";
import { deDefinition } from "./de/definition";
import { geneticDefinition } from "./genetic/definition";
import { nsga2Definition } from "./nsga2/definition";
import { nsga3Definition } from "./nsga3/definition";
import { registry } from "./registry";
import { regularizedEvolutionDefinition } from "./regularized-evolution/definition";
import { tpeDefinition } from "./tpe/definition";

for (const definition of catalog) samplerSuite(definition);
samplerSuite(tpeDefinition, { start_trials: 1 });
samplerSuite(cmaEsDefinition, { population_size: 3 });
samplerSuite(nsga2Definition, { population_size: 4 });
samplerSuite(nsga3Definition, { population_size: 4 });
samplerSuite(deDefinition, { population_size: 4 });
samplerSuite(regularizedEvolutionDefinition, { population_size: 4, sample_size: 2 });
samplerSuite(geneticDefinition, { population_size: 4 });

describe("the catalogue", () => {
  test("lists every implemented sampler once, with defaults for all options and a publishable schema", () => {
    expect(catalog.map(({ id }) => id).sort()).toEqual(Object.keys(registry).sort());
    for (const { options, references } of catalog) {
      expect(options.safeParse({}).success).toBe(true);
      expect(options.safeParse({ unheard_of: 1 }).success).toBe(false);
      expect(z.toJSONSchema(options)).toMatchObject({ type: "object" });
      expect(references.length).toBeGreaterThan(0);
    }
  });
});
