import type { Figure } from "./figure";
import { sessionsKilled, workers } from "./figures/f1-workers";
import { hotStudy } from "./figures/f2-hot-study";
import { tells } from "./figures/f3-tells";
import { kills } from "./figures/f4-kills";
import { network } from "./figures/f6-network";
import { idempotency } from "./figures/f7-idempotency";
import { leases } from "./figures/f8-leases";
import { budgets } from "./figures/f9-budgets";
import { rungs } from "./figures/f10-rungs";
import { outages } from "./figures/f11-outages";
import { rollingRestarts } from "./figures/f12-rolling-restarts";
import { boots } from "./figures/f13-boots";
import { clocks } from "./figures/f14-clocks";
import { fullDisk } from "./figures/f15-full-disk";
import { commandSequences } from "./figures/f24-command-sequences";
import { backups } from "./figures/f26-backups";
import { pythonClient } from "./figures/f28-python-client";

/** In the order they are run: what shares the shape of its fleet stands together. */
export const figures: readonly Figure[] = [
  idempotency,
  budgets,
  rungs,
  leases,
  network,
  tells,
  workers,
  sessionsKilled,
  hotStudy,
  backups,
  rollingRestarts,
  outages,
  kills,
  commandSequences,
  boots,
  clocks,
  fullDisk,
  pythonClient,
];
