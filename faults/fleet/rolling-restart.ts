import type { LoadBalancer } from "./balancer";
import type { Replica } from "./replica";

interface Options {
  /** How long the balancer waits for answers before the replica is told to end. It finishes what it was given anyway. */
  readonly drainMs?: number;
  readonly say?: (line: string) => void;
  /** Start from another checkout: an upgrade. */
  readonly directory?: string;
}

/** One replica after the other: out of rotation, told to end, started, ready, back. Never fewer than all but one serve. */
export async function restartOneByOne(
  balancer: LoadBalancer,
  replicas: readonly Replica[],
  { drainMs = 35_000, say = () => undefined, directory }: Options = {},
): Promise<void> {
  for (const replica of replicas) {
    await balancer.drain(replica.port, drainMs);
    const code = await replica.terminate();
    if (code !== 0) say(`${replica.name} ended with ${code ?? "a signal"}`);
    if (directory !== undefined) replica.directory = directory;
    await replica.start();
    await balancer.restore(replica.port);
    say(`${replica.name} was restarted`);
  }
}
