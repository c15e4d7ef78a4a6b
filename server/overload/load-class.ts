import type { OperationId } from "@/lib/contract/operations";
import type { LoadClass } from "./admission";

/** What a training loop says of a trial it holds: lost, it costs hours. */
const REPORTS: ReadonlySet<OperationId> = new Set<OperationId>([
  "trial.tell",
  "trial.measure",
  "trial.heartbeat",
  "trial.heartbeats",
  "trial.release",
  "trial.record",
  "trial.batch",
]);

/** What waits for an engine. */
const ASKS: ReadonlySet<OperationId> = new Set<OperationId>(["trial.ask", "trial.suggest", "project.suggest"]);

export function loadClassOf(operationId: OperationId): LoadClass {
  if (REPORTS.has(operationId)) return "report";
  return ASKS.has(operationId) ? "ask" : "control";
}
