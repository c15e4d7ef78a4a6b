import path from "node:path";
import { BackupError } from "./backup-error";
import { verifyFiles } from "./listed-files";
import { type Manifest, readManifest } from "./manifest";
import { measureFile } from "./table-file";

/** Reads every file of a backup and compares it with the manifest; throws at the first that is not as it was written. */
export async function verifyBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const { file, bytes, sha256 } of manifest.tables) {
    const found = await measureFile(path.join(folder, file)).catch((cause: unknown) => {
      throw new BackupError(`${folder} is not complete: ${file} is missing or cannot be read.`, { cause });
    });
    if (found.bytes !== bytes || found.sha256 !== sha256) {
      const how = found.bytes === bytes ? "was changed" : `has ${found.bytes} bytes instead of ${bytes}`;
      throw new BackupError(
        `${path.join(folder, file)} ${how}: its SHA-256 is not the manifest's. Use another backup.`,
      );
    }
  }
  if (manifest.files !== undefined) await verifyFiles(folder, manifest.files);
  return manifest;
}
