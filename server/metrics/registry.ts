import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { processSingleton } from "@/server/kernel/process";

/**
 * What this process counts. Labels are closed lists (routes of the contract, error codes, pool names), never anything a
 * caller sends, so that the number of series is bounded.
 */
export const metrics = () => processSingleton("metrics", makeMetrics);

/** From a quick tell to an ask that waits for its whole patience. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const ENGINE_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

function makeMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });
  return {
    registry,
    buildInfo: gauge("tellus_build_info", "1, labelled with what runs.", ["version", "node"]),
    requests: new Counter({
      name: "tellus_requests_total",
      help: "Answered requests of the API by route and status.",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    requestSeconds: new Histogram({
      name: "tellus_request_seconds",
      help: "Seconds to the answer by route; an ask may wait as long as it allows.",
      labelNames: ["route"],
      buckets: REQUEST_SECONDS,
      registers,
    }),
    conflicts: new Counter({
      name: "tellus_conflicts_total",
      help: "Refusals with status 409 by error code.",
      labelNames: ["reason"],
      registers,
    }),
    engineSeconds: new Histogram({
      name: "tellus_engine_call_seconds",
      help: "Seconds of calls of the engine by outcome, without the wait for a thread.",
      labelNames: ["outcome"],
      buckets: ENGINE_SECONDS,
      registers,
    }),
    engineFallbacks: new Counter({
      name: "tellus_engine_fallbacks_total",
      help: "Calls in which another sampler stepped in.",
      labelNames: ["reason"],
      registers,
    }),
    poolConnections: gauge("tellus_pool_connections", "Database connections by pool and state.", ["pool", "state"]),
    poolWaiting: gauge("tellus_pool_waiting", "Requests that wait for a connection of the pool.", ["pool"]),
    rlsSafe: gauge("tellus_rls_safe", "1 while the self-test of roles and row-level security finds no hole."),
  };
}
