import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Fault, FaultProxy } from "./fault-proxy";

/** Answers each line with the same line; remembers what it was sent. */
let server: Server;
let received: string;
let serverSockets: Set<Socket>;
let proxy: FaultProxy;

beforeEach(async () => {
  received = "";
  serverSockets = new Set();
  server = createServer((socket) => {
    serverSockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => serverSockets.delete(socket));
    socket.on("data", (chunk) => {
      received += chunk.toString();
      socket.write(`echo ${chunk.toString()}`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await FaultProxy.open({ port: (server.address() as AddressInfo).port });
});

afterEach(async () => {
  await proxy.close();
  server.close();
});

interface Told {
  /** What came back within the patience. */
  readonly text: string;
  readonly end: "open" | "closed" | "reset";
  readonly ms: number;
}

/** Sends one line over a new connection and says what became of it. */
async function send(line: string, { fault, patienceMs = 300 }: { fault?: Fault; patienceMs?: number } = {}) {
  if (fault !== undefined) proxy.fault = fault;
  const socket = connect(proxy.port, "127.0.0.1");
  const told = await listen(socket, patienceMs, () => socket.write(line));
  socket.destroy();
  return told;
}

function listen(socket: Socket, patienceMs: number, begin: () => void): Promise<Told> {
  const started = performance.now();
  let text = "";
  return new Promise((resolve) => {
    const finish = (end: Told["end"]) => resolve({ text, end, ms: performance.now() - started });
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.on("error", () => finish("reset"));
    socket.on("close", () => finish("closed"));
    setTimeout(() => finish("open"), patienceMs);
    begin();
  });
}

test("without a fault bytes pass both ways", async () => {
  expect(await send("one")).toMatchObject({ text: "echo one", end: "open" });
});

test("a delay holds both directions back and loses nothing", async () => {
  const { text } = await send("one", { fault: { kind: "delay", ms: 100, jitterMs: 20 }, patienceMs: 150 });
  expect(text).toBe("");
  expect((await send("two", { patienceMs: 600 })).text).toBe("echo two");
});

test("jitter keeps the order of what was sent", async () => {
  proxy.fault = { kind: "delay", ms: 0, jitterMs: 30 };
  const socket = connect(proxy.port, "127.0.0.1");
  const told = listen(socket, 900, async () => {
    for (const word of ["a", "b", "c", "d", "e"]) {
      socket.write(word);
      await sleep(5);
    }
  });
  await told;
  socket.destroy();
  expect(received).toBe("abcde");
});

test("a cut before sending leaves the server without the request", async () => {
  expect(await send("one", { fault: { kind: "cut_before_send" } })).toMatchObject({ text: "", end: "reset" });
  expect(received).toBe("");
});

test("a cut after processing swallows the answer of a request that was carried out", async () => {
  expect(await send("one", { fault: { kind: "cut_after_processed" } })).toMatchObject({ text: "", end: "reset" });
  expect(received).toBe("one");
});

test("a reset breaks off in the middle of the answer", async () => {
  const { text, end } = await send("one", { fault: { kind: "reset" } });
  // Node takes a reset that arrives together with data for the end of the stream.
  expect(end).not.toBe("open");
  expect("echo one".startsWith(text)).toBe(true);
  expect(text.length).toBeLessThan("echo one".length);
});

test("a blackhole swallows what connections say that are open already, and passes on again afterwards", async () => {
  const socket = connect(proxy.port, "127.0.0.1");
  await once(socket, "connect");
  proxy.fault = { kind: "blackhole" };
  expect(await listen(socket, 200, () => socket.write("one"))).toMatchObject({ text: "", end: "open" });
  expect(received).toBe("");
  proxy.fault = { kind: "none" };
  expect(await listen(socket, 200, () => socket.write("two"))).toMatchObject({ text: "echo two" });
  socket.destroy();
});

test("a slow reader gets everything, slowly", async () => {
  const { text, ms } = await send("x".repeat(45), {
    fault: { kind: "slow_reader", bytesPerSecond: 200 },
    patienceMs: 150,
  });
  expect(text.length).toBeLessThan(50);
  expect(ms).toBeGreaterThan(100);
  expect((await send("y".repeat(45), { patienceMs: 1200 })).text).toBe(`echo ${"y".repeat(45)}`);
});

test("half-open: the server's side is gone, the client is not told", async () => {
  expect(await send("one", { fault: { kind: "half_open" } })).toMatchObject({ text: "", end: "open" });
  expect(serverSockets.size).toBe(0);
});

test("a refusing proxy resets what is open and what comes", async () => {
  const socket = connect(proxy.port, "127.0.0.1");
  await once(socket, "connect");
  await sleep(20);
  const open = listen(socket, 300, () => undefined);
  proxy.fault = { kind: "refuse" };
  expect((await open).end).toBe("reset");
  expect((await send("one")).end).toBe("reset");
  expect(proxy.met).toBe(1);
});

test("connections that end are forgotten", async () => {
  await send("one");
  await sleep(50);
  expect(proxy.open).toBe(0);
});
