import { env } from "@/server/env";

/** Whether somebody of this canonical address may make an account without an invitation. Closed unless the operator opened it. */
export function maySignUp(emailKey: string): boolean {
  const { mode, domains } = env().signUp;
  if (mode === "closed") return false;
  return mode === "open" || domains.includes(emailKey.slice(emailKey.lastIndexOf("@") + 1));
}
