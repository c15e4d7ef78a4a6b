import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command, InvalidArgumentError } from "commander";
import { loadSecret } from "@/server/auth/load-secret";
import { Balancer, type LoadBalancer } from "../fleet/balancer";
import { hasHaproxy, openHaproxy } from "../fleet/haproxy";
import { Replica } from "../fleet/replica";
import { restartOneByOne } from "../fleet/rolling-restart";

/** `npm run start:replicas -- 4`: several servers on one PostgreSQL behind one address, on this machine. */
const program = new Command("start:replicas")
  .description("Starts several replicas of Tellus on one PostgreSQL behind a load balancer; for tests and trying")
  .argument("[count]", "how many", whole(1, 16), 2)
  .option("--port <port>", "of the load balancer", whole(1, 65_535), Number(process.env.PORT ?? 3000))
  .option("--balancer <kind>", "haproxy, own, or auto: haproxy where it is installed", "auto")
  .action(startReplicas);

interface Options {
  readonly port: number;
  readonly balancer: string;
}

async function startReplicas(count: number, { port, balancer: kind }: Options): Promise<void> {
  const dataDirectory = path.resolve(process.env.TELLUS_DATA ?? ".data");
  const secret = await loadSecret({ given: process.env.TELLUS_SECRET, directory: dataDirectory });
  const publicUrl = process.env.TELLUS_PUBLIC_URL ?? `http://127.0.0.1:${port}`;
  const replicas = Array.from({ length: count }, (_, index) => {
    const env = {
      HOST: "127.0.0.1",
      TELLUS_DATA: dataDirectory,
      TELLUS_SECRET: secret,
      TELLUS_PUBLIC_URL: publicUrl,
      TELLUS_TRUSTED_PROXIES: "1",
    };
    return new Replica({ name: `replica ${index + 1}`, script: ".build/server.mjs", directory: process.cwd(), env });
  });
  const stopping = firstSignal();
  let balancer: LoadBalancer | undefined;
  try {
    // All at once: the first to come makes the database and migrates it, the others wait for that.
    await Promise.all(replicas.map((replica) => replica.start()));
    balancer = await openBalancer(kind, { ports: replicas.map((replica) => replica.port), port });
    console.log(`${count} replicas are ready behind ${publicUrl} (balancer: ${balancer.kind})`);
    for (const { name, origin, pid } of replicas) console.log(`  ${name}  ${origin}  process ${pid}`);
    console.log("SIGHUP restarts them one by one; Ctrl-C stops all.");
    await keepUp(replicas, balancer, stopping);
  } finally {
    await stopAll(replicas, balancer);
  }
}

function openBalancer(kind: string, options: { readonly ports: readonly number[]; readonly port: number }) {
  switch (kind) {
    case "own":
      return Balancer.open(options);
    case "haproxy":
      return openHaproxy(options);
    default:
      return hasHaproxy().then((there) => (there ? openHaproxy(options) : Balancer.open(options)));
  }
}

/** A replica that dies is started again, as a service manager would; the balancer leaves it out meanwhile. */
async function keepUp(replicas: readonly Replica[], balancer: LoadBalancer, stopping: Promise<void>): Promise<void> {
  let stopped = false;
  let restarting: Promise<void> = Promise.resolve();
  void stopping.then(() => {
    stopped = true;
  });
  process.on("SIGHUP", () => {
    restarting = restarting.then(() => restartOneByOne(balancer, replicas, { say: console.log })).catch(console.error);
  });
  while (!stopped) {
    await Promise.race([stopping, sleep(500)]);
    await restarting;
    for (const replica of replicas.filter(({ isRunning }) => !isRunning && !stopped)) {
      console.log(`${replica.name} died; starting it again`);
      await replica.start().catch((error: unknown) => console.error(error));
    }
  }
}

async function stopAll(replicas: readonly Replica[], balancer: LoadBalancer | undefined): Promise<void> {
  await balancer?.close();
  await Promise.all(replicas.map((replica) => replica.terminate()));
  console.log("All replicas are stopped.");
}

function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve());
  });
}

function whole(low: number, high: number) {
  return (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= low && number <= high) return number;
    throw new InvalidArgumentError(`must be a whole number from ${low} to ${high}`);
  };
}

program.parseAsync().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
