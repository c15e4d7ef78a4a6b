import { signOut } from "next-auth/react";
import { forgetDrafts } from "@/components/study-form/forget-drafts";

/** Ends the session on the server, then leaves by a full load so that nothing of it stays in memory. */
export async function leaveSession(to = "/sign-in"): Promise<void> {
  await signOut({ redirect: false });
  forgetDrafts();
  window.location.replace(to);
}
