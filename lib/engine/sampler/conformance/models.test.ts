import { samplerSuite } from "../../testing/sampler-suite";
import { catalog } from "../catalog";
import { MODELS } from "./models";

for (const definition of catalog.filter(({ id }) => MODELS.has(id))) samplerSuite(definition);
