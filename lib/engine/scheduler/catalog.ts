/** The schedulers on offer: definitions only, so that browsers and documents can list them. */

import { ashaDefinition } from "./asha/definition";
import { costCapDefinition } from "./cost-cap/definition";
import type { SchedulerDefinition } from "./definition";
import { hyperbandDefinition } from "./hyperband/definition";
import { medianDefinition } from "./median/definition";
import { pashaDefinition } from "./pasha/definition";
import { patienceDefinition } from "./patience/definition";
import { pb2Definition } from "./pb2/definition";
import { pbtDefinition } from "./pbt/definition";
import { percentileDefinition } from "./percentile/definition";
import { successiveHalvingDefinition } from "./successive-halving/definition";
import { thresholdDefinition } from "./threshold/definition";
import { wilcoxonDefinition } from "./wilcoxon/definition";

const definitions = [
  successiveHalvingDefinition,
  hyperbandDefinition,
  ashaDefinition,
  pashaDefinition,
  medianDefinition,
  percentileDefinition,
  patienceDefinition,
  thresholdDefinition,
  costCapDefinition,
  wilcoxonDefinition,
  pbtDefinition,
  pb2Definition,
] as const;

export type SchedulerId = (typeof definitions)[number]["id"];

export const schedulerCatalog: readonly SchedulerDefinition<SchedulerId>[] = definitions;
