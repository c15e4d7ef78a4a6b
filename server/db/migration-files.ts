import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSetupError } from "./database-setup-error";

export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  /** As Prisma computes it: SHA-256 of the file, in hexadecimal. */
  readonly checksum: string;
}

/** The migrations of a folder laid out as Prisma does, in the order of their names. */
export async function readMigrationFiles(directory: string): Promise<MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new DatabaseSetupError(`The migrations folder ${directory} cannot be read; the installation is incomplete.`, {
      cause,
    });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readMigrationFile(directory, name)));
}

/** A checkout that rewrites line ends (git on Windows) does not make another migration of it. */
export function hasChecksum({ sql, checksum }: MigrationFile, applied: string): boolean {
  if (checksum === applied) return true;
  const unix = sql.replaceAll("\r\n", "\n");
  return sha256(unix) === applied || sha256(unix.replaceAll("\n", "\r\n")) === applied;
}

async function readMigrationFile(directory: string, name: string): Promise<MigrationFile> {
  const file = path.join(directory, name, "migration.sql");
  const sql = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new DatabaseSetupError(`Migration ${name} has no readable migration.sql; the installation is incomplete.`, {
      cause,
    });
  });
  return { name, sql, checksum: sha256(sql) };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
