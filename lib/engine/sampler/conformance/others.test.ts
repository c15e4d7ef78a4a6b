import { samplerSuite } from "../../testing/sampler-suite";
import { catalog } from "../catalog";
import { MODELS } from "./models";
import { SHORT_OPTIONS } from "./short-options";

/** Where the whole number of spaces is played with options that ask more of the sampler (`short-options.test.ts`). */
const SPACES_BY_DEFAULT = 60;

for (const definition of catalog.filter(({ id }) => !MODELS.has(id))) {
  samplerSuite(definition, SHORT_OPTIONS.has(definition.id) ? { spaces: SPACES_BY_DEFAULT } : {});
}
