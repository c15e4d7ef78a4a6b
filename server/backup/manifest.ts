import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { writeDurably } from "@/server/kernel/durable-files";
import { BackupError } from "./backup-error";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.number().int().nonnegative();

const BackedUpTable = z.object({
  name: z.string(),
  /** Relative to the backup's folder: PostgreSQL's binary COPY format, compressed with gzip. */
  file: z.string().regex(/^[\w.-]+$/),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).min(1),
  rows: Count,
  bytes: Count,
  sha256: Sha256,
});
export type BackedUpTable = z.infer<typeof BackedUpTable>;

const BackedUpSequence = z.object({
  name: z.string(),
  last_value: z.string().regex(/^-?\d+$/),
  is_called: z.boolean(),
});
export type BackedUpSequence = z.infer<typeof BackedUpSequence>;

/** Files of artifacts, beside a list of them with their hashes. */
const BackedUpFiles = z.object({
  /** Under which name the database keeps its files. */
  space: z.uuid(),
  count: Count,
  bytes: Count,
  /** Deleted between the snapshot and their turn. */
  missing: Count,
  /** Of the list. */
  sha256: Sha256,
});
export type BackedUpFiles = z.infer<typeof BackedUpFiles>;

/** What a backup holds, in its `manifest.json`. */
export const Manifest = z.object({
  format: z.literal(1),
  product: z.literal("tellus"),
  /** The database's clock, at the one instant that every table shows. */
  taken_at: z.iso.datetime({ offset: true }),
  postgres: z.string(),
  /** The migrations that made the schema, in their order. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })).min(1),
  tables: z.array(BackedUpTable),
  sequences: z.array(BackedUpSequence),
  /** Absent where artifacts are kept elsewhere, and of releases that had none. */
  files: BackedUpFiles.optional(),
  /** For whoever opens the folder: what must be kept elsewhere. */
  not_included: z.array(z.string()),
});
export type Manifest = z.infer<typeof Manifest>;

export const MANIFEST_FILE = "manifest.json";
const HASH_FILE = "manifest.sha256";

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeDurably(path.join(folder, MANIFEST_FILE), text);
  await writeDurably(path.join(folder, HASH_FILE), `${sha256(text)}  ${MANIFEST_FILE}\n`);
}

/** Refuses a manifest that is not as it was written; the hash guards against damage, not against somebody who rewrites it too. */
export async function readManifest(folder: string): Promise<Manifest> {
  const [text, hash] = await Promise.all([read(folder, MANIFEST_FILE), read(folder, HASH_FILE)]);
  if (hash.split(" ")[0] !== sha256(text)) {
    throw new BackupError(
      `${path.join(folder, MANIFEST_FILE)} was changed or damaged after it was written. Use another backup.`,
    );
  }
  const format = z.object({ format: z.number() }).safeParse(parse(text));
  if (format.success && format.data.format > 1) {
    throw new BackupError(
      `${folder} has format ${format.data.format}, which a newer release of Tellus writes. Restore it with that one.`,
    );
  }
  const manifest = Manifest.safeParse(parse(text));
  if (!manifest.success) throw new BackupError(`${path.join(folder, MANIFEST_FILE)} is not a manifest of Tellus's.`);
  return manifest.data;
}

async function read(folder: string, name: string): Promise<string> {
  return readFile(path.join(folder, name), "utf8").catch((cause: unknown) => {
    throw new BackupError(`${folder} is not a complete backup: ${name} is missing or cannot be read.`, { cause });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
