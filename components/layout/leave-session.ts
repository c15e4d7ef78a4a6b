import { signOut } from "next-auth/react";

/** Ends the session on the server, then leaves by a full load so that nothing of it stays in memory. */
export async function leaveSession(): Promise<void> {
  await signOut({ redirect: false });
  window.location.replace("/sign-in");
}
