/**
 * Process-wide singletons. Services live in two bundles (our server's and Next's) that share one process, so module
 * scope would give two of everything; these live on `globalThis` under one registered symbol.
 */
const REGISTRY = Symbol.for("tellus.process");

type Registry = Map<string, unknown>;

export function processSingleton<Value>(name: string, create: () => Value): Value {
  const registry = processRegistry();
  if (!registry.has(name)) registry.set(name, create());
  return registry.get(name) as Value; // set on the line before, by the same name
}

/** Names of what exists, for the test that counts them. */
export function processSingletonNames(): readonly string[] {
  return [...processRegistry().keys()].sort();
}

function processRegistry(): Registry {
  const scope = globalThis as { [REGISTRY]?: Registry };
  scope[REGISTRY] ??= new Map();
  return scope[REGISTRY];
}
