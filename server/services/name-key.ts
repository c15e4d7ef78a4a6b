import { AppError } from "@/server/kernel/app-error";

/** What must be unique of a name: people do not tell `Digits` from `digits`. */
export function nameKey(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

export function nameTaken(what: string, name: string): AppError {
  return new AppError(
    "name_taken",
    `There is already a ${what} named “${name}”. Choose another name, or use if_exists=return.`,
    {
      errors: [{ pointer: "/name", code: "name_taken", detail: `There is already a ${what} of this name.` }],
    },
  );
}

/** Prisma's code for a broken unique index. */
export function isUniqueViolation(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "P2002";
}
