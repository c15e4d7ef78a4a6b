"use client";

import { signOut } from "next-auth/react";
import { useState } from "react";
import { Icon } from "@/components/ui/icon";

/** Ends the session on the server, then leaves by a full load so that nothing of it stays in memory. */
export function SignOutButton() {
  const [state, setState] = useState<"idle" | "leaving" | "failed">("idle");
  const leave = async () => {
    setState("leaving");
    try {
      await signOut({ redirect: false });
      window.location.replace("/sign-in");
    } catch {
      setState("failed");
    }
  };
  return (
    <button
      type="button"
      onClick={leave}
      disabled={state === "leaving"}
      aria-label={state === "failed" ? "Signing out failed. Try again." : "Sign out"}
      title={state === "failed" ? "Signing out failed: is the server there? Try again." : "Sign out"}
      className={`grid size-8 place-items-center rounded-md hover:bg-sunken ${state === "failed" ? "text-danger" : "text-ink-soft hover:text-ink"}`}
    >
      <Icon name="signOut" />
    </button>
  );
}
