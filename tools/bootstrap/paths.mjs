import { join, resolve } from "node:path";

/** The checkout, and what the build keeps in it. Every tool works from here, wherever it was called from. */
export const root = resolve(import.meta.dirname, "../..");
export const buildDirectory = join(root, ".build");
export const nodeModules = join(root, "node_modules");

/** A package's executable script, to be run with this very Node rather than through a shell or PATH. */
export const bins = {
  asc: join(nodeModules, "assemblyscript/bin/asc.js"),
  biome: join(nodeModules, "@biomejs/biome/bin/biome"),
  knip: join(nodeModules, "knip/bin/knip.js"),
  next: join(nodeModules, "next/dist/bin/next"),
  playwright: join(nodeModules, "@playwright/test/cli.js"),
  prisma: join(nodeModules, "prisma/build/index.js"),
  // Not `.bin/tsc`: typescript-6, there for dependency-cruiser only, owns a program of the same name.
  tsc: join(nodeModules, "typescript/bin/tsc"),
  vitest: join(nodeModules, "vitest/vitest.mjs"),
};
