import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readEnv } from "@/server/env";
import { parseDockerfile } from "./parse-dockerfile.mjs";

/** The part of the Compose specification that the file uses: a misspelt key is refused. */
const Duration = z.string().regex(/^\d+(s|m)$/);
const Service = z.strictObject({
  build: z.literal(".").optional(),
  image: z.string().optional(),
  restart: z.enum(["unless-stopped"]),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.enum(["service_healthy"]) })).optional(),
  environment: z.record(z.string(), z.string()),
  ports: z.array(z.string().regex(/^.+:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[a-z]+:\/[a-z/]+$/)),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: Duration, timeout: Duration, retries: z.int() })
    .optional(),
  stop_grace_period: Duration,
  shm_size: z.string().optional(),
});
const Compose = z.strictObject({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
});

const compose = Compose.parse(parse(readFileSync("docker-compose.yml", "utf8")));
const dockerfile = parseDockerfile(readFileSync("Dockerfile", "utf8"));

test("every service keeps its data in a declared volume, and waits only for services that say when they are healthy", () => {
  for (const { volumes, depends_on } of Object.values(compose.services)) {
    for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(":")[0]);
    for (const name of Object.keys(depends_on ?? {})) expect(compose.services[name]?.healthcheck).toBeDefined();
  }
  expect(dockerfile.some(({ name }) => name === "HEALTHCHECK")).toBe(true);
});

test("the server understands the environment it is given, and secrets have no default", () => {
  const { app, db } = compose.services;
  const given = Object.entries(app?.environment ?? {}).map(([name, value]) => {
    const filled = value.replaceAll(/\$\{(\w+):([?-])([^}]*)\}/g, (_all, _name, kind, rest) =>
      kind === "-" ? rest : "a".repeat(64),
    );
    return [name, filled];
  });
  const env = readEnv(Object.fromEntries(given));
  expect(env.databaseUrl).toBe(`postgresql://tellus:${"a".repeat(64)}@db:5432/tellus`);
  expect(env.secret).toHaveLength(64);
  expect(db?.environment.POSTGRES_PASSWORD).toContain("${POSTGRES_PASSWORD:?");
  expect(db?.image).toBe("postgres:18");
});

test("the Dockerfile copies files that exist, of the Node.js release the project asks for", () => {
  const tracked = new Set(execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n"));
  for (const { name, text } of dockerfile) {
    if (name === "FROM") expect(text).toMatch(/^node:20\.20-/);
    if (name !== "COPY" || text.startsWith("--from=")) continue;
    for (const source of text.split(/\s+/).slice(0, -1)) expect(source === "." || tracked.has(source)).toBe(true);
  }
  const check = dockerfile.find(({ name }) => name === "HEALTHCHECK")?.text ?? "";
  const [, script = ""] = /"(tools\/[\w/.-]+)"/.exec(check) ?? [];
  expect(existsSync(script)).toBe(true);
});
