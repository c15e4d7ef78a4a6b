import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const NEEDS_DATABASE = ["**/*.db.test.ts", "**/*.contract.test.ts", "**/*.isolation.test.ts"];
/** Guarantees over many seeds: minutes, and not part of `npm test`. */
const STATISTICS = "**/*.statistics.test.ts";
const GENERATED = [...configDefaults.exclude, ".next/**", ".build/**", ".data/**", "e2e/**", "**/*.spec.ts"];

/** A real PostgreSQL, started once for the whole run; each test file makes its own database or schema in it. */
const database = {
  environment: "node",
  exclude: GENERATED,
  globalSetup: ["./server/embedded/testing/global-setup.ts"],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Real processes and a real database on two shared cores may miss a deadline once; the summary says how many did.
  retry: 1,
};

/**
 * The files of one worker share their modules: importing the server anew for each took longer than most files' tests.
 * So what a file opens or sets it closes or sets back.
 */
const SHARED_MODULES = { isolate: false };

export default defineConfig({
  resolve: { alias: [{ find: /^@\//, replacement: root }] },
  test: {
    // Two cores are what the smallest supported machine has; more workers only take turns.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...SHARED_MODULES,
          name: "unit",
          environment: "node",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...GENERATED, ...NEEDS_DATABASE, STATISTICS],
          // Each takes milliseconds; property tests on a busy machine take some seconds.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "statistics",
          environment: "node",
          include: [STATISTICS],
          exclude: GENERATED,
          testTimeout: 600_000,
        },
      },
      { extends: true, test: { ...database, ...SHARED_MODULES, name: "database", include: ["**/*.db.test.ts"] } },
      { extends: true, test: { ...database, name: "contract", include: ["**/*.contract.test.ts"] } },
      { extends: true, test: { ...database, name: "isolation", include: ["**/*.isolation.test.ts"] } },
    ],
  },
});
