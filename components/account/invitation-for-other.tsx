"use client";

import Link from "next/link";
import { useState } from "react";
import { leaveSession } from "@/components/layout/leave-session";
import { Button } from "@/components/ui/button";
import { buttonClasses } from "@/components/ui/button-classes";
import { UNREACHED } from "@/components/workspace/unreached";
import { AuthFrame } from "./auth-frame";

interface InvitationForOtherProps {
  readonly email: string | null;
  readonly signedInAs: string | null;
}

/** An invitation for one address, opened by somebody who is signed in with another. It is not used up by that. */
export function InvitationForOther({ email, signedInAs }: InvitationForOtherProps) {
  const [leaving, setLeaving] = useState<"no" | "yes" | "failed">("no");
  const leave = async () => {
    setLeaving("yes");
    await leaveSession(window.location.pathname).catch(() => setLeaving("failed"));
  };
  return (
    <AuthFrame
      title="This invitation is for somebody else"
      description={
        <>
          It is for <Address email={email} />. You are signed in as <Address email={signedInAs} />.
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-sm text-pretty text-ink-soft">
          If that address is yours too, sign out and join with it. If it is not, leave the link to whom it is for: it
          still works.
        </p>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {leaving === "failed" ? UNREACHED : ""}
        </p>
        <Button variant="primary" size="lg" busy={leaving === "yes"} onClick={leave}>
          Sign out and go on
        </Button>
        <Link href="/" className={buttonClasses({ size: "lg" })}>
          Stay signed in
        </Link>
      </div>
    </AuthFrame>
  );
}

function Address({ email }: { readonly email: string | null }) {
  return <bdi className="font-medium break-all text-ink">{email}</bdi>;
}
