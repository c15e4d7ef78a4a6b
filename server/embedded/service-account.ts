import { EmbeddedDatabaseError } from "./embedded-database-error";
import { runProgram } from "./run-program";

export interface ServiceAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account PostgreSQL runs as: undefined means "as we do". PostgreSQL refuses to run as root, so root hands it to the
 * owner of an existing data directory, else to `postgres`, else to `nobody`.
 */
export async function chooseServiceAccount(dataOwnerUid: number | undefined): Promise<ServiceAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const candidates = dataOwnerUid === undefined ? ["postgres", "nobody"] : [String(dataOwnerUid)];
  for (const candidate of candidates) {
    const account = await lookUp(candidate);
    if (account && account.uid !== 0) return account;
  }
  throw new EmbeddedDatabaseError(
    `PostgreSQL refuses to run as root, and ${
      dataOwnerUid === undefined
        ? "neither account postgres nor account nobody exists"
        : `user id ${dataOwnerUid}, the owner of the data, does not exist`
    }. Create it (useradd --system postgres), run Tellus as an ordinary user, or set DATABASE_URL.`,
  );
}

/** True when the account (or we ourselves) may enter the directory; asked of the kernel, as access lists and mounts count too. */
export async function canEnter(directory: string, account: ServiceAccount | undefined): Promise<boolean> {
  const { status } = await runProgram({ file: "/bin/sh", args: ["-c", 'cd "$0"', directory], account });
  return status === 0;
}

async function lookUp(nameOrUid: string): Promise<ServiceAccount | undefined> {
  const [name, uid, gid] = await Promise.all(
    ["-un", "-u", "-g"].map((flag) => runProgram({ file: "id", args: [flag, nameOrUid] })),
  );
  if (name?.status !== 0 || uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { name: name.output, uid: Number(uid.output), gid: Number(gid.output) };
}
