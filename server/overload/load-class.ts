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

export function loadClassOf(operationId: OperationId): LoadClass {
  if (REPORTS.has(operationId)) return "report";
  return operationId === "trial.ask" ? "ask" : "control";
}
