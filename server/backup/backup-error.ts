/** A backup cannot be taken, or cannot be used. The message says what is wrong and what to do. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

export function notEmpty(why: string): BackupError {
  return new BackupError(
    `A backup is restored into an empty database only, and this one is not: ${why}. Nothing was changed. ` +
      "Embedded database: stop Tellus, move the folder postgres/ of the data directory away (or set TELLUS_DATA to a new one), and restore again. " +
      "DATABASE_URL: create a new database and name it there.",
  );
}
