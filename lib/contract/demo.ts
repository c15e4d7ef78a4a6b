import { z } from "zod";
import { operation } from "./operation";
import { Study } from "./study";

export const DEMO_PROJECT_NAME = "Demo";
export const DEMO_TRIALS = 30;

export const runDemo = operation({
  id: "study.run-demo",
  summary:
    "A study that trains on this server: makes the workspace's demo study, or goes on with it, and runs its trials",
  kind: "mutation",
  scope: "study:write",
  input: z.strictObject({
    again: z.boolean().default(false).meta({ description: "A new demo study, although there is one already." }),
  }),
  output: Study,
  errors: ["name_taken", "not_found"],
});
