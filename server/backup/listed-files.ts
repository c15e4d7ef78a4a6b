import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { ArtifactStore } from "@/server/artifacts/artifact-store";
import { assertContent } from "@/server/artifacts/checked-content";
import { FILES_FOLDER, FILES_LIST } from "./back-up-files";
import { BackupError } from "./backup-error";
import type { BackedUpFiles } from "./manifest";

interface ListedFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** Ids with slashes between them: no line of a list leads out of a folder. */
const LINE = /^(?<sha256>[0-9a-f]{64}) (?<size>\d{1,15}) (?<name>(?:[0-9a-f-]{36}\/){3}[0-9a-f-]{36})$/;

async function* listedFiles(folder: string): AsyncGenerator<ListedFile> {
  const lines = createInterface({ input: createReadStream(path.join(folder, FILES_LIST)), crlfDelay: Infinity });
  for await (const line of lines) {
    const { sha256, size, name } = LINE.exec(line)?.groups ?? {};
    if (sha256 === undefined || size === undefined || name === undefined)
      throw new BackupError(`${path.join(folder, FILES_LIST)} is not as it was written. Use another backup.`);
    yield { sha256, size: Number(size), name };
  }
}

const contentOf = (folder: string, { name }: ListedFile) => createReadStream(path.join(folder, FILES_FOLDER, name));

/** Reads every file and compares it with the list, and the list with the manifest. */
export async function verifyFiles(folder: string, { count, sha256 }: BackedUpFiles): Promise<void> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path.join(folder, FILES_LIST)).on("error", () => undefined))
    hash.update(piece);
  if (hash.digest("hex") !== sha256)
    throw new BackupError(`${path.join(folder, FILES_LIST)} is not as it was written. Use another backup.`);
  let found = 0;
  for await (const file of listedFiles(folder)) {
    await assertContent(contentOf(folder, file), file).catch((cause: unknown) => {
      throw new BackupError(
        `${path.join(FILES_FOLDER, file.name)} is missing, or not as it was written. Use another backup.`,
        {
          cause,
        },
      );
    });
    found += 1;
  }
  if (found !== count)
    throw new BackupError(`${FILES_LIST} has ${found} files instead of ${count}. Use another backup.`);
}

/** Puts every file of the backup where artifacts are kept now, whichever store that is. */
export async function restoreFiles(folder: string, store: ArtifactStore): Promise<number> {
  let count = 0;
  for await (const file of listedFiles(folder)) {
    await store.put(file.name, contentOf(folder, file), file);
    count += 1;
  }
  return count;
}
