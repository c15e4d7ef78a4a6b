import type { BlockList } from "node:net";
import { processSingleton } from "@/server/kernel/process";

/** What the operator lets us send requests to. */
export interface OutgoingRules {
  readonly allowHttp: boolean;
  readonly ports: readonly number[];
  /** Reachable although they are not public. */
  readonly networks: BlockList | undefined;
}

const STRICT: OutgoingRules = { allowHttp: false, ports: [443, 80], networks: undefined };

const holder = () => processSingleton("outgoing-rules", () => ({ rules: STRICT }));

/** Set once at start, from the environment; until then nothing but public https is reached. */
export function setOutgoingRules(rules: OutgoingRules): void {
  holder().rules = rules;
}

export function outgoingRules(): OutgoingRules {
  return holder().rules;
}
