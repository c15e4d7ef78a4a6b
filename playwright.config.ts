import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { freePort } from "./e2e/fixtures/free-port";
import { findBrowser } from "./tools/browser/find-browser.mjs";

/**
 * The browser tests run against the built server (`npm run build`) on a free port and an empty database of its own.
 * Worker processes read this file again, so what is drawn here once is handed to them through the environment:
 * BASE_URL, TELLUS_E2E_RECEIVER_PORT, and TELLUS_DATA for the command line (`.build/cli.mjs`) that makes people, workspaces and keys.
 */
process.env.BASE_URL ??= `http://127.0.0.1:${await freePort()}`;
process.env.TELLUS_DATA = process.env.TELLUS_E2E_DATA ??= makeDataDirectory();
/** Where a test may receive webhooks; nothing else that is not public is reached. */
process.env.TELLUS_E2E_RECEIVER_PORT ??= String(await freePort());
const executablePath = findBrowser();

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // A browser on a busy machine may miss a deadline once. What passed at the second try only is said in the summary.
  retries: 1,
  forbidOnly: true,
  reporter: "line",
  use: {
    baseURL: process.env.BASE_URL,
    // Recording a test takes as long again as the test; what fails is recorded at its second try.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // No calls to the browser's maker, no GPU, and no shared memory a container may not have.
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    },
  },
  webServer: {
    command: "node tools/browser/serve-for-tests.mjs",
    url: `${process.env.BASE_URL}/readyz`,
    timeout: 90_000,
    reuseExistingServer: false,
    // Long enough for the embedded database to be stopped in order.
    gracefulShutdown: { signal: "SIGTERM", timeout: 45_000 },
    env: {
      PORT: new URL(process.env.BASE_URL).port,
      NODE_ENV: "production",
      TELLUS_LOG_LEVEL: "warn",
      TELLUS_WEBHOOK_HTTP: "allow",
      TELLUS_WEBHOOK_NETWORKS: "127.0.0.1",
      TELLUS_WEBHOOK_PORTS: process.env.TELLUS_E2E_RECEIVER_PORT,
    },
  },
});

/** Reachable by the account the embedded database runs under when the tests run as root. */
function makeDataDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), "tellus-e2e-"));
  chmodSync(folder, 0o711);
  return folder;
}
