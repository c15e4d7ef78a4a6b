import { defineConfig } from "@playwright/test";
import tests from "./playwright.config";

/** `npm run docs:pictures`: no test but a walk through the product that leaves pictures in docs/images. It brings its own server. */
export default defineConfig({
  ...tests,
  testDir: "e2e/pictures",
  testMatch: "*.pictures.ts",
  timeout: 600_000,
  retries: 0,
  webServer: undefined,
});
