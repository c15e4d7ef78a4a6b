import type { BlockList } from "node:net";
import path from "node:path";
import { z } from "zod";
import { type ArtifactSettings, ArtifactVariables, artifactFaults, artifactSettings } from "./artifact-settings";
import { parseTrustedProxies, type TrustedProxies } from "./auth/trusted-proxies";
import { CONNECTIONS_MIN } from "./db/pool-plan";
import { parseNetworks } from "./kernel/parse-networks";
import type { RateLimits } from "./overload/quotas";

/** The only reader of `process.env`. Every setting, its default and its rule. */
const Environment = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  /** Where people reach us; links and cookies follow it. */
  TELLUS_PUBLIC_URL: z.url().optional(),
  /** An outside PostgreSQL (15 to 18); the embedded one is used when unset. */
  DATABASE_URL: z.string().min(1).optional(),
  /** Of this process, in all its pools. */
  TELLUS_DATABASE_CONNECTIONS: z.coerce.number().int().min(CONNECTIONS_MIN).max(1_000).default(CONNECTIONS_MIN),
  /** Operations a minute of one API key, and of all keys of a workspace together; unset: as many as come. */
  TELLUS_KEY_LIMIT: z.coerce.number().int().min(1).max(10_000_000).optional(),
  TELLUS_WORKSPACE_LIMIT: z.coerce.number().int().min(1).max(10_000_000).optional(),
  TELLUS_DATA: z.string().min(1).default(".data"),
  /** Signs the sign-in cookies; made and kept in the data directory when unset. */
  TELLUS_SECRET: z.string().min(32, "must be at least 32 characters").optional(),
  /** Who may make an account without an invitation. */
  TELLUS_SIGNUP: z.enum(["closed", "open", "domain"]).default("closed"),
  /** Domains of addresses, with commas between them, for TELLUS_SIGNUP=domain. */
  TELLUS_SIGNUP_DOMAINS: z
    .string()
    .transform((list) => list.split(",").map((domain) => domain.trim().toLowerCase().replace(/^@/, "")))
    .refine(
      (domains) => domains.every((domain) => /^[^\s@.]+(\.[^\s@.]+)+$/.test(domain)),
      "must be domains, like example.org,example.com",
    )
    .optional(),
  /** The first account of an empty database, for automation. */
  TELLUS_INIT_EMAIL: z
    .string()
    .regex(/^[^\s@"<>]+@[^\s@"<>]+$/, "must be an e-mail address")
    .optional(),
  TELLUS_INIT_PASSWORD: z.string().min(10, "must be at least 10 characters").max(1024).optional(),
  TELLUS_INIT_WORKSPACE: z.string().min(1).max(200).default("Team"),
  /** Sign-in through others: each pair or none. */
  TELLUS_GITHUB_ID: z.string().optional(),
  TELLUS_GITHUB_SECRET: z.string().optional(),
  TELLUS_GOOGLE_ID: z.string().optional(),
  TELLUS_GOOGLE_SECRET: z.string().optional(),
  TELLUS_OIDC_ISSUER: z.url().optional(),
  TELLUS_OIDC_ID: z.string().optional(),
  TELLUS_OIDC_SECRET: z.string().optional(),
  TELLUS_OIDC_NAME: z.string().min(1).max(40).default("Single sign-on"),
  TELLUS_LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
  /** Whose X-Forwarded-For is believed, for limits per address. */
  TELLUS_TRUSTED_PROXIES: z
    .string()
    .default("0")
    .transform((text, check) => {
      const proxies = parseTrustedProxies(text);
      if (proxies !== undefined) return proxies;
      check.addIssue("must be how many proxies stand in front (0 to 16), or their addresses: 10.0.0.0/8,192.0.2.7");
      return z.NEVER;
    }),
  /** Whether webhooks may be sent over plain HTTP. */
  TELLUS_WEBHOOK_HTTP: z.enum(["refuse", "allow"]).default("refuse"),
  /** Ports that webhooks may be sent to. */
  TELLUS_WEBHOOK_PORTS: z
    .string()
    .default("443,80")
    .transform((list) => list.split(",").map(Number))
    .refine(
      (ports) => ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536),
      "must be ports, like 443,8443",
    ),
  /** Networks that are not public and may be sent to all the same. */
  TELLUS_WEBHOOK_NETWORKS: z
    .string()
    .transform((text, check) => {
      const networks = parseNetworks(text);
      if (networks !== undefined) return networks;
      check.addIssue("must be addresses or networks: 10.0.0.0/8,192.168.1.7,fd00::/8");
      return z.NEVER;
    })
    .optional(),
  TELLUS_ENGINE_THREADS: z.coerce.number().int().min(1).max(64).default(1),
  /** Opens /metrics to whoever sends it. */
  TELLUS_METRICS_TOKEN: z.string().min(16, "must be at least 16 characters").optional(),
  /** Whether the server takes a backup each night; unset: of the embedded database only. */
  TELLUS_BACKUP: z.enum(["nightly", "off"]).optional(),
  /** The hour of the nightly backup, UTC. */
  TELLUS_BACKUP_HOUR: z.coerce.number().int().min(0).max(23).default(3),
  /** How many of them are kept. */
  TELLUS_BACKUP_KEEP: z.coerce.number().int().min(1).max(1000).default(7),
  /** Where they are made; unset: in the data directory. */
  TELLUS_BACKUP_DIRECTORY: z.string().min(1).optional(),
  ...ArtifactVariables.shape,
});

type Variables = z.output<typeof Environment>;

/** Variables of which one says nothing without the others. */
const TOGETHER: readonly (readonly (keyof Variables)[])[] = [
  ["TELLUS_INIT_EMAIL", "TELLUS_INIT_PASSWORD"],
  ["TELLUS_GITHUB_ID", "TELLUS_GITHUB_SECRET"],
  ["TELLUS_GOOGLE_ID", "TELLUS_GOOGLE_SECRET"],
  ["TELLUS_OIDC_ISSUER", "TELLUS_OIDC_ID", "TELLUS_OIDC_SECRET"],
];

/** An application that we are registered as at an identity provider. */
export interface OauthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Env {
  readonly mode: "development" | "production" | "test";
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly databaseConnections: number;
  readonly rateLimits: RateLimits;
  readonly dataDirectory: string;
  readonly secret: string | undefined;
  readonly signUp: { readonly mode: "closed" | "open" | "domain"; readonly domains: readonly string[] };
  readonly init: { readonly email: string; readonly password: string; readonly workspace: string } | undefined;
  readonly identityProviders: {
    readonly github: OauthClient | undefined;
    readonly google: OauthClient | undefined;
    readonly oidc: (OauthClient & { readonly issuer: string; readonly name: string }) | undefined;
  };
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
  readonly trustedProxies: TrustedProxies;
  readonly engineThreads: number;
  readonly metricsToken: string | undefined;
  readonly backup: {
    readonly nightly: boolean;
    readonly hour: number;
    readonly keep: number;
    readonly directory: string;
  };
  readonly artifacts: ArtifactSettings;
  readonly webhooks: {
    readonly allowHttp: boolean;
    readonly ports: readonly number[];
    readonly networks: BlockList | undefined;
  };
}

/** The environment is not as it must be. The message names every variable at fault. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
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
    throw new SettingsError(`The environment is not as it must be. ${faults.join("; ")}.`);
  }
  const value = result.data;
  refuseHalves(value);
  return {
    mode: value.NODE_ENV,
    port: value.PORT,
    host: value.HOST,
    publicUrl: value.TELLUS_PUBLIC_URL?.replace(/\/$/, ""),
    databaseUrl: value.DATABASE_URL,
    rateLimits: { perKey: value.TELLUS_KEY_LIMIT, perWorkspace: value.TELLUS_WORKSPACE_LIMIT },
    databaseConnections: value.TELLUS_DATABASE_CONNECTIONS,
    dataDirectory: path.resolve(value.TELLUS_DATA),
    secret: value.TELLUS_SECRET,
    signUp: { mode: value.TELLUS_SIGNUP, domains: value.TELLUS_SIGNUP_DOMAINS ?? [] },
    init: initOf(value),
    identityProviders: {
      github: clientOf(value.TELLUS_GITHUB_ID, value.TELLUS_GITHUB_SECRET),
      google: clientOf(value.TELLUS_GOOGLE_ID, value.TELLUS_GOOGLE_SECRET),
      oidc: oidcOf(value),
    },
    logLevel: value.TELLUS_LOG_LEVEL,
    trustedProxies: value.TELLUS_TRUSTED_PROXIES,
    engineThreads: value.TELLUS_ENGINE_THREADS,
    metricsToken: value.TELLUS_METRICS_TOKEN,
    webhooks: {
      allowHttp: value.TELLUS_WEBHOOK_HTTP === "allow",
      ports: value.TELLUS_WEBHOOK_PORTS,
      networks: value.TELLUS_WEBHOOK_NETWORKS,
    },
    backup: backupOf(value),
    artifacts: artifactSettings(value, value.TELLUS_DATA),
  };
}

/** Whoever runs a PostgreSQL of their own has backups of their own, and may still ask for these. */
function backupOf(value: Variables): Env["backup"] {
  return {
    nightly: (value.TELLUS_BACKUP ?? (value.DATABASE_URL === undefined ? "nightly" : "off")) === "nightly",
    hour: value.TELLUS_BACKUP_HOUR,
    keep: value.TELLUS_BACKUP_KEEP,
    directory: path.resolve(value.TELLUS_BACKUP_DIRECTORY ?? path.join(value.TELLUS_DATA, "backups")),
  };
}

function refuseHalves(value: Variables): void {
  const faults = TOGETHER.flatMap((names) => {
    const missing = names.filter((name) => value[name] === undefined);
    return missing.length === 0 || missing.length === names.length
      ? []
      : [`${missing.join(", ")}: missing beside ${names.join(", ")}`];
  });
  faults.push(...artifactFaults(value));
  if (value.TELLUS_SIGNUP === "domain" && value.TELLUS_SIGNUP_DOMAINS === undefined)
    faults.push("TELLUS_SIGNUP_DOMAINS: must be set for TELLUS_SIGNUP=domain");
  if (faults.length > 0) throw new SettingsError(`The environment is not as it must be. ${faults.join("; ")}.`);
}

function initOf({
  TELLUS_INIT_EMAIL: email,
  TELLUS_INIT_PASSWORD: password,
  TELLUS_INIT_WORKSPACE: workspace,
}: Variables) {
  return email === undefined || password === undefined ? undefined : { email, password, workspace };
}

function clientOf(clientId: string | undefined, clientSecret: string | undefined): OauthClient | undefined {
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}

function oidcOf(value: Variables) {
  const client = clientOf(value.TELLUS_OIDC_ID, value.TELLUS_OIDC_SECRET);
  const issuer = value.TELLUS_OIDC_ISSUER?.replace(/\/$/, "");
  return client === undefined || issuer === undefined ? undefined : { ...client, issuer, name: value.TELLUS_OIDC_NAME };
}

/** next-auth reads its own address from the environment; it follows ours. */
export function tellNextAuth(publicUrl: string): void {
  process.env.NEXTAUTH_URL = publicUrl;
}
