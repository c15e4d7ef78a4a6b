import { AppError } from "@/server/kernel/app-error";

/** One answer for links that were used, revoked, are late or never were: a stranger learns nothing by trying. */
export function invitationGone(): AppError {
  return new AppError(
    "not_found",
    "This invitation cannot be used: it was accepted, revoked, or is too old. Ask for a new one.",
  );
}
