#!/usr/bin/env node
/**
 * Prisma's schema engine for machines that cannot download the native one: its JSON-RPC protocol on stdin and stdout,
 * answered by @prisma/schema-engine-wasm over pg. prisma.config.ts points Prisma's command line here.
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { adapterFactory } from "./schema-engine/adapter-factory.mjs";
import { runDatabaseCommand } from "./schema-engine/database-command.mjs";
import { loadEngine } from "./schema-engine/load-engine.mjs";

const { values: options, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    datamodels: { type: "string", multiple: true },
    datasource: { type: "string" },
    version: { type: "boolean", short: "v" },
  },
});
let printed = 0;
const datasource = options.datasource ? JSON.parse(options.datasource) : {};

if (options.version) console.log(`schema-engine-cli ${(await loadEngine()).version()} (wasm)`);
else if (positionals[0] === "cli") process.exitCode = await runDatabaseCommand(positionals[1], datasource.url);
else await serve();

async function serve() {
  const files = options.datamodels ?? [];
  const datamodels = await Promise.all(files.map(async (file) => [file, await readFile(file, "utf8")]));
  const { SchemaEngine } = await loadEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(datasource));
  const trace = (line) => process.env.DEBUG && process.stderr.write(`${line}\n`);
  const engine = await SchemaEngine.new({ datamodels: files.length > 0 ? datamodels : undefined }, trace, factory);
  const pending = new Set();
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const request = JSON.parse(line);
    // Messages without a method are Prisma's acknowledgements of what we printed.
    if (!request.method) continue;
    const answered = answer(engine, request).finally(() => pending.delete(answered));
    pending.add(answered);
  }
  await Promise.allSettled(pending);
  process.exit(0);
}

async function answer(engine, { id, method, params }) {
  try {
    const result = await call(engine, method, params ?? {});
    if (method === "diff" && result?.stdout) send(printRequest(result.stdout));
    send({ id, result: result ?? null });
  } catch (error) {
    send({
      id,
      error: { code: 4466, message: "An error happened. Check the data field for details.", data: explain(error) },
    });
  }
}

function call(engine, method, params) {
  // The native engine creates the database in a process of its own, before this one is asked.
  if (method === "createDatabase") return { databaseName: new URL(datasource.url).pathname.slice(1) };
  return engine[method === "getDatabaseVersion" ? "version" : method](params);
}

function printRequest(content) {
  printed += 1;
  return { id: printed, method: "print", params: { content: content.replace(/\n$/, "") } };
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

/** The engine throws either a JSON document as the message, or an error whose panic text lies in the registry. */
function explain(error) {
  const text = String(error?.message ?? error);
  try {
    const { message, error_code, code, meta } = JSON.parse(text);
    return { is_panic: false, message, error_code: error_code ?? code, meta };
  } catch {
    const message = error?.is_panic ? globalThis.PRISMA_WASM_PANIC_REGISTRY.get() : text;
    return { is_panic: false, message, error_code: error?.error_code ?? error?.code, meta: error?.meta };
  }
}
