import { samplerSuite } from "../../testing/sampler-suite";
import { catalog } from "../catalog";
import { SHORT_OPTIONS } from "./short-options";

for (const definition of catalog) {
  const options = SHORT_OPTIONS.get(definition.id);
  if (options) samplerSuite(definition, { options });
}
