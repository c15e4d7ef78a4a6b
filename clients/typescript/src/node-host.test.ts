import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { host } from "./node-host.ts";

/** Those of the test runner, which would count as the program's own. */
let others: NodeJS.SignalsListener[] = [];

beforeEach(() => {
  others = process.listeners("SIGTERM") as NodeJS.SignalsListener[];
  process.removeAllListeners("SIGTERM");
});

afterEach(() => {
  process.removeAllListeners("SIGTERM");
  for (const listener of others) process.on("SIGTERM", listener);
  vi.restoreAllMocks();
});

it("SIGTERM gives back what each of several sessions holds, and then ends the process", async () => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const left: string[] = [];
  for (const name of ["one", "two"]) {
    host.onLeave(async () => {
      await new Promise((resolve) => setTimeout(resolve, name === "one" ? 1 : 20));
      left.push(name);
    });
  }
  process.emit("SIGTERM", "SIGTERM");
  await vi.waitFor(() => expect(kill).toHaveBeenCalledWith(process.pid, "SIGTERM"));
  expect(left).toEqual(["one", "two"]);
  expect(process.listenerCount("SIGTERM")).toBe(0);
});

it("a program that listens to SIGTERM itself is left to decide", async () => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const leave = vi.fn(async () => undefined);
  const takeBack = host.onLeave(leave);
  process.on("SIGTERM", () => undefined);
  process.emit("SIGTERM", "SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(leave).not.toHaveBeenCalled();
  expect(kill).not.toHaveBeenCalled();
  takeBack();
});
