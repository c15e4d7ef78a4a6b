/**
 * Foreign key violated (a row was deleted, or came to be used, since the transaction looked), serialization failure,
 * deadlock: by PostgreSQL's and by Prisma's codes.
 */
const CODES = new Set(["23503", "40001", "40P01", "P2003", "P2034"]);
const WRAPPERS = ["cause", "meta", "driverAdapterError"] as const;

function isLostRace(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 4) return false;
  const codes = [Reflect.get(error, "code"), Reflect.get(error, "originalCode")];
  if (codes.some((code) => typeof code === "string" && CODES.has(code))) return true;
  return WRAPPERS.some((name) => isLostRace(Reflect.get(error, name), depth + 1));
}

/** Does it again, once, when another commit overtook its transaction: the second look sees what the first could not. */
export async function againAfterLostRace<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isLostRace(error)) throw error;
    return work();
  }
}
