/**
 * Runs dependency-cruiser with the TypeScript 6 parser.
 *
 * dependency-cruiser 17 reads .ts files through the compiler API that TypeScript 7 no longer has, and silently sees no .ts
 * file at all without it. The project itself is checked by TypeScript 7; only this tool is handed `typescript-6`.
 */
import { existsSync } from "node:fs";
import Module, { register } from "node:module";

register("./typescript-6-hook.mjs", import.meta.url);

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function resolveForCruiser(request, parent, ...rest) {
  const isCompiler = /^typescript($|\/)/.test(request) && parent?.filename?.includes("dependency-cruiser");
  return resolveFilename.call(
    this,
    isCompiler ? request.replace("typescript", "typescript-6") : request,
    parent,
    ...rest,
  );
};

const FOLDERS = [
  "app",
  "components",
  "lib",
  "server",
  "clients",
  "examples",
  "benchmarks",
  "faults",
  "e2e",
  "tools",
].filter((folder) => existsSync(folder));
const given = process.argv.slice(2);
process.argv.splice(
  1,
  given.length + 1,
  "depcruise",
  ...(given.length > 0 ? given : ["--output-type", "err-long", ...FOLDERS]),
);
await import("../../node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
