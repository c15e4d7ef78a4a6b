import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** The secret that signs sign-in cookies: the given one, or one made at the first start and kept beside the data (0600). */
export async function loadSecret({
  given,
  directory,
}: {
  readonly given: string | undefined;
  readonly directory: string;
}): Promise<string> {
  if (given !== undefined) return given;
  const file = path.join(directory, "secret");
  await mkdir(directory, { recursive: true, mode: 0o755 });
  await makeOnce(file, randomBytes(48).toString("base64url"));
  const secret = (await readFile(file, "utf8")).trim();
  if (secret.length < 32)
    throw new Error(`${file} holds no usable secret. Delete it (everyone signs in again) or set TELLUS_SECRET.`);
  return secret;
}

/** A link makes exactly one of several simultaneous starts the author, and the file whole from the first moment it is seen. */
async function makeOnce(file: string, text: string): Promise<void> {
  if (existsSync(file)) return;
  const draft = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    // A file system without links: then only one start at a time is safe.
    await writeFile(file, text, { mode: 0o600, flag: "wx" });
  } finally {
    await rm(draft, { force: true });
  }
}
