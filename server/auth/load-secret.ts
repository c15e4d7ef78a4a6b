import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
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
  // "wx" makes exactly one of several simultaneous starts the author; the others read what it wrote.
  await writeFile(file, randomBytes(48).toString("base64url"), { mode: 0o600, flag: "wx" }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  const secret = (await readFile(file, "utf8")).trim();
  if (secret.length < 32)
    throw new Error(`${file} holds no usable secret. Delete it (everyone signs in again) or set TELLUS_SECRET.`);
  return secret;
}
