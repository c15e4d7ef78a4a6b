import { cp, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Cluster } from "./cluster";

const NAME = "29991231000000_of_the_next_release";

/**
 * The same release with one more migration, as the next one will have: it adds a column and an index to the table that is
 * written to most, which is what migrations are allowed to do while an older release still serves.
 */
export async function makeNextRelease(checkout: string, folder: string): Promise<string> {
  await mkdir(path.join(folder, "prisma"), { recursive: true });
  for (const entry of await readdir(checkout))
    if (entry !== "prisma" && entry !== ".git") await symlink(path.join(checkout, entry), path.join(folder, entry));
  await cp(path.join(checkout, "prisma/migrations"), path.join(folder, "prisma/migrations"), { recursive: true });
  const migration = path.join(folder, "prisma/migrations", NAME);
  await mkdir(migration);
  await writeFile(
    path.join(migration, "migration.sql"),
    "alter table trial add column of_the_next_release text;\ncreate index trial_of_the_next_release on trial (workspace_id, of_the_next_release);\n",
  );
  return folder;
}

/** How often its migration is recorded as done. */
export async function upgradesDone(cluster: Cluster): Promise<number> {
  const [row] = await cluster.query<{ count: number }>(
    "select count(*)::int as count from _prisma_migrations where migration_name = $1 and finished_at is not null",
    [NAME],
  );
  return row?.count ?? 0;
}

/** For the figures that come afterwards. */
export async function undoUpgrade(cluster: Cluster): Promise<void> {
  await cluster.query("alter table trial drop column if exists of_the_next_release");
  await cluster.query("delete from _prisma_migrations where migration_name = $1", [NAME]);
}
