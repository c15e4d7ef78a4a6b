import { expect, test, vi } from "vitest";
import { processSingleton, processSingletonNames } from "./process";

test("two bundles that load this module twice still share one of everything", async () => {
  const made = processSingleton("test.counter", () => ({ count: 0 }));
  made.count += 1;
  vi.resetModules();
  const secondBundle = await import("./process");
  expect(secondBundle.processSingleton).not.toBe(processSingleton);
  expect(secondBundle.processSingleton("test.counter", () => ({ count: 100 }))).toBe(made);
  expect(processSingletonNames().filter((name) => name === "test.counter")).toHaveLength(1);
});
