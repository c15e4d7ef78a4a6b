import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describeRun } from "./describe-run";
import type { Part, PartContext, PartResult } from "./part";
import { parts } from "./parts";
import { recordResult, type StoredResult, textOf } from "./results";
import { startServerProcess } from "./server-process";

interface Options {
  /** All when empty. */
  readonly names: readonly string[];
  readonly short?: boolean;
  readonly unrecorded?: boolean;
}

/** Measures part after part, each with a server of its own. True when every one came to its end, goals reached or missed. */
export async function runBenchmark({ names, ...options }: Options): Promise<boolean> {
  const chosen = names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name));
  let works = true;
  for (const part of chosen) works = (await runPart(part, options)) && works;
  return works;
}

/** What goes wrong with one part is said, and leaves the others to be measured. */
async function runPart(part: Part, { short = false, unrecorded = false }: Omit<Options, "names">): Promise<boolean> {
  console.log(`\n${part.title} (${part.name}${short ? ", short" : ""}; at most ${part.minutes} minutes)`);
  try {
    const result = await measure(part, short);
    console.log(textOf(result));
    if (!short && !unrecorded) await recordResult(result);
    return true;
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    console.error(`${part.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return false;
  }
}

class Interrupted extends Error {}

async function measure(part: Part, short: boolean): Promise<StoredResult> {
  const servers = new Set<() => Promise<void>>();
  const ended = new AbortController();
  const { signal } = ended;
  const started = performance.now();
  let postgres = "unknown";
  const withServer: PartContext["withServer"] = async (work, options) => {
    const server = await startServerProcess(options);
    postgres = server.postgres;
    servers.add(server.stop);
    try {
      return await work(server);
    } finally {
      servers.delete(server.stop);
      await server.stop();
    }
  };
  const late = sleep(part.minutes * 60_000, undefined, { signal }).then(() => {
    throw new Error(`It was not done in ${part.minutes} minutes.`);
  });
  const interrupted = Promise.race([once(process, "SIGINT", { signal }), once(process, "SIGTERM", { signal })]).then(
    () => {
      throw new Interrupted("Interrupted.");
    },
  );
  for (const promise of [late, interrupted]) promise.catch(() => undefined);
  try {
    const running = part.run({ short, say: (line) => console.log(`  ${line}`), withServer });
    running.catch(() => undefined);
    const result: PartResult = await Promise.race([running, late, interrupted]);
    const { name: id, title, how } = part;
    const seconds = Math.round((performance.now() - started) / 1000);
    return { part: id, title, how, short, seconds, ...describeRun(postgres), ...result };
  } finally {
    ended.abort();
    await Promise.all([...servers].map((stop) => stop()));
  }
}
