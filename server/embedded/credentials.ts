import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { EmbeddedDatabaseError } from "./embedded-database-error";

const Password = z.string().min(20);

/** The generated passwords of the embedded database, by login role. */
export const Credentials = z.object({
  tellus_admin: Password,
  tellus_owner: Password,
  tellus_app: Password,
  tellus_system: Password,
});
export type Credentials = z.infer<typeof Credentials>;

export function generateCredentials(): Credentials {
  const password = () => randomBytes(24).toString("base64url");
  return { tellus_admin: password(), tellus_owner: password(), tellus_app: password(), tellus_system: password() };
}

export async function writeCredentials(cluster: string, credentials: Credentials): Promise<void> {
  await writeFile(credentialsFile(cluster), `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: "wx" });
}

export async function readCredentials(cluster: string): Promise<Credentials> {
  const file = credentialsFile(cluster);
  try {
    return Credentials.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      `The passwords of the embedded database cannot be read from ${file}. Restore that file from a backup; ` +
        "docs/operations/embedded-database.md says how to set new passwords without it.",
      { cause },
    );
  }
}

function credentialsFile(cluster: string): string {
  return path.join(cluster, "credentials.json");
}
