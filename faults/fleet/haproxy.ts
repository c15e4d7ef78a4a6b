import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePort } from "@/server/embedded/free-port";
import { runFolder } from "./abandoned";
import type { LoadBalancer } from "./balancer";
import { noteChild } from "./keeper";

export async function hasHaproxy(): Promise<boolean> {
  return promisify(execFile)("haproxy", ["-v"]).then(
    () => true,
    () => false,
  );
}

interface Options {
  readonly ports: readonly number[];
  readonly port?: number;
  readonly host?: string;
}

/** The system's haproxy in front of the replicas, with the settings that docs/operations recommends. */
export async function openHaproxy(options: Options): Promise<LoadBalancer> {
  const port = options.port ?? (await findFreePort());
  const folder = await runFolder("haproxy");
  const file = path.join(folder, "haproxy.cfg");
  const socket = path.join(folder, "admin.sock");
  await writeFile(file, haproxyConfiguration({ ...options, port, socket }));
  const child = spawn("haproxy", ["-db", "-f", file], { stdio: "inherit", detached: true });
  noteChild(child.pid);
  const balancer = new Haproxy({ port, child, folder, socket });
  try {
    await balancer.ready();
  } catch (error) {
    await balancer.close();
    throw error;
  }
  return balancer;
}

/**
 * A refused connection goes to another replica, since nothing was sent; what was sent is never sent twice. The time a
 * request may take leaves room for the longest wait of an ask (30 s).
 */
export function haproxyConfiguration(options: Options & { readonly port: number; readonly socket: string }): string {
  const { ports, port, host = "127.0.0.1", socket } = options;
  return `global
  stats socket ${socket} mode 600 level admin
defaults
  mode http
  timeout connect 2s
  timeout client 75s
  timeout server 75s
  timeout http-keep-alive 65s
  option forwardfor
  option redispatch 1
  retries 3
  retry-on conn-failure
  balance leastconn
frontend tellus
  bind ${host}:${port}
  default_backend replicas
backend replicas
  option httpchk GET /readyz
  http-check expect status 200
  default-server inter 500 fall 2 rise 1
${ports.map((replica) => `  server replica-${replica} 127.0.0.1:${replica} check`).join("\n")}
`;
}

interface Parts {
  readonly port: number;
  readonly child: ChildProcess;
  readonly folder: string;
  readonly socket: string;
}

const READY_WITHIN_MS = 10_000;

class Haproxy implements LoadBalancer {
  readonly kind = "haproxy";
  readonly port: number;

  constructor(private readonly parts: Parts) {
    this.port = parts.port;
    parts.child.on("error", () => undefined); // told by ready()
  }

  async ready(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    for (;;) {
      const answer = await this.#command("show info").catch(() => undefined);
      if (answer !== undefined) return;
      if (this.parts.child.exitCode !== null || performance.now() > deadline)
        throw new Error("haproxy did not start; its message is above.");
      await sleep(50);
    }
  }

  async drain(port: number, withinMs = 35_000): Promise<void> {
    await this.#command(`set server replicas/replica-${port} state drain`);
    const deadline = performance.now() + withinMs;
    while (Number(await this.#field(port, "scur")) > 0 && performance.now() < deadline) await sleep(50);
  }

  async restore(port: number): Promise<void> {
    await this.#command(`set server replicas/replica-${port} state ready`);
    // Until its next health check it counts as down.
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await this.#field(port, "status")).startsWith("UP") && performance.now() < deadline) await sleep(50);
  }

  async close(): Promise<void> {
    const { child, folder } = this.parts;
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(folder, { recursive: true, force: true });
  }

  async #field(port: number, name: "scur" | "status"): Promise<string> {
    const [header = "", ...rows] = (await this.#command("show stat")).replace(/^# /, "").split("\n");
    const names = header.split(",");
    const row = rows.map((line) => line.split(",")).find((fields) => fields[1] === `replica-${port}`);
    return row?.[names.indexOf(name)] ?? "";
  }

  #command(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.parts.socket);
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk.toString();
      });
      socket.on("error", reject);
      socket.on("end", () => resolve(answer));
      socket.end(`${text}\n`);
    });
  }
}
