import path from "node:path";
import { z } from "zod";

/** The only reader of `process.env`. Every setting, its default and its rule. */
const Environment = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  /** Where people reach us; links and cookies follow it. */
  TELLUS_PUBLIC_URL: z.url().optional(),
  /** An outside PostgreSQL (15 to 18); the embedded one is used when unset. */
  DATABASE_URL: z.string().min(1).optional(),
  TELLUS_DATA: z.string().min(1).default(".data"),
  /** Signs the sign-in cookies; made and kept in the data directory when unset. */
  TELLUS_SECRET: z.string().min(32, "must be at least 32 characters").optional(),
  TELLUS_LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
  TELLUS_ENGINE_THREADS: z.coerce.number().int().min(1).max(64).default(1),
});

export interface Env {
  readonly mode: "development" | "production" | "test";
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
  readonly secret: string | undefined;
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
  readonly engineThreads: number;
}

let parsed: Env | undefined;

/** Throws one error that names every variable at fault. */
export function env(): Env {
  parsed ??= readEnv(process.env);
  return parsed;
}

export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = Environment.safeParse(given);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment is not as it must be. ${faults.join("; ")}.`);
  }
  const value = result.data;
  return {
    mode: value.NODE_ENV,
    port: value.PORT,
    host: value.HOST,
    publicUrl: value.TELLUS_PUBLIC_URL?.replace(/\/$/, ""),
    databaseUrl: value.DATABASE_URL,
    dataDirectory: path.resolve(value.TELLUS_DATA),
    secret: value.TELLUS_SECRET,
    logLevel: value.TELLUS_LOG_LEVEL,
    engineThreads: value.TELLUS_ENGINE_THREADS,
  };
}

/** next-auth reads its own address from the environment; it follows ours. */
export function tellNextAuth(publicUrl: string): void {
  process.env.NEXTAUTH_URL = publicUrl;
}
