import { fileURLToPath } from "node:url";
import { defineConfig } from "prisma/config";

// Prisma's commands otherwise download a native engine before doing anything; ours comes from npm packages.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL("./tools/schema-engine.mjs", import.meta.url));

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: {
    // Only commands that reach a database need an address; `prisma generate` must work without one.
    url: process.env.DATABASE_URL ?? "postgresql://set-DATABASE_URL@127.0.0.1:5432/tellus",
  },
});
