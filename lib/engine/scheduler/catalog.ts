/** The schedulers on offer: definitions only, so that browsers and documents can list them. */

import { ashaDefinition } from "./asha/definition";
import type { SchedulerDefinition } from "./definition";
import { hyperbandDefinition } from "./hyperband/definition";
import { successiveHalvingDefinition } from "./successive-halving/definition";

const definitions = [successiveHalvingDefinition, hyperbandDefinition, ashaDefinition] as const;

export type SchedulerId = (typeof definitions)[number]["id"];

export const schedulerCatalog: readonly SchedulerDefinition<SchedulerId>[] = definitions;
