import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { EmbeddedDatabaseError } from "./embedded-database-error";
import { canEnter, chooseServiceAccount, type ServiceAccount } from "./service-account";

/** Where root's database goes when the account PostgreSQL runs as cannot enter the checkout. Survives restarts, unlike /tmp. */
export const SYSTEM_DIRECTORY = "/var/lib/tellus";

export interface ClusterHome {
  /** Holds `data`, `log` and `credentials.json`; exists only when complete (see initializeCluster). */
  readonly cluster: string;
  /** Where copies of PostgreSQL's programs go when those in node_modules cannot be executed. */
  readonly cacheDirectory: string;
  readonly account: ServiceAccount | undefined;
}

/**
 * Decides where the cluster lives and which account runs it. An existing cluster is always found again, and one that
 * was recorded but is out of reach is a refusal: starting an empty database in its stead would look like lost data.
 */
export async function findClusterHome(directory: string, systemDirectory = SYSTEM_DIRECTORY): Promise<ClusterHome> {
  await mkdir(directory, { recursive: true });
  const here = path.join(directory, "cluster");
  const elsewhere = await recordedLocation(directory);
  const existing = [here, elsewhere].find((cluster) => cluster !== undefined && existsSync(path.join(cluster, "data")));
  if (existing !== undefined) return openExisting(existing, { directory, systemDirectory });
  if (elsewhere !== undefined) {
    throw new EmbeddedDatabaseError(
      `The database recorded in ${locationFile(directory)} is not at ${elsewhere} any more, or this account may not see it. ` +
        "Put it back, or run as the account that made it (root); to begin with an empty database, delete that file.",
    );
  }
  const account = await chooseServiceAccount(undefined);
  const place = { cacheDirectory: cacheDirectory({ directory, systemDirectory }), account };
  if (await canEnter(directory, account)) return { cluster: here, ...place };
  const away = path.join(systemDirectory, await pathFingerprint(directory), "cluster");
  if (existsSync(path.join(away, "data"))) await recordLocation(directory, away);
  return { cluster: away, ...place };
}

/** Written once a cluster outside `directory` is complete. */
export async function recordLocation(directory: string, cluster: string): Promise<void> {
  if (path.dirname(cluster) === path.resolve(directory)) return;
  await writeFile(locationFile(directory), `${cluster}\n`);
}

async function openExisting(
  cluster: string,
  places: { readonly directory: string; readonly systemDirectory: string },
): Promise<ClusterHome> {
  const data = path.join(cluster, "data");
  const owner = (await stat(data)).uid;
  const me = process.getuid?.();
  if (me !== undefined && me !== 0 && me !== owner) {
    throw new EmbeddedDatabaseError(
      `The database in ${data} belongs to user id ${owner}, and this process runs as ${me}. ` +
        "Run as that user or as root, or set TELLUS_DATA to another directory, or DATABASE_URL to another database.",
    );
  }
  const account = await chooseServiceAccount(owner);
  if (!(await canEnter(data, account))) {
    throw new EmbeddedDatabaseError(
      `${account?.name ?? "This account"} may not enter ${data}. Give each folder above it the x permission (chmod a+x), or ` +
        "move the checkout back to where it was.",
    );
  }
  return { cluster, cacheDirectory: cacheDirectory(places), account };
}

function cacheDirectory(places: { readonly directory: string; readonly systemDirectory: string }): string {
  return path.join(process.getuid?.() === 0 ? places.systemDirectory : places.directory, "programs");
}

function locationFile(directory: string): string {
  return path.join(directory, "location.txt");
}

async function recordedLocation(directory: string): Promise<string | undefined> {
  const text = await readFile(locationFile(directory), "utf8").catch(() => undefined);
  return text?.trim() || undefined;
}

async function pathFingerprint(directory: string): Promise<string> {
  return createHash("sha256")
    .update(await realpath(directory))
    .digest("hex")
    .slice(0, 16);
}
