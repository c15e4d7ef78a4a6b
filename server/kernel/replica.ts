import { newId } from "./ids";
import { processSingleton } from "./process";

/** This process among the replicas: the id under which it writes its heartbeat and holds engine leases. */
export const replicaId = (): string => processSingleton("replica", newId);
