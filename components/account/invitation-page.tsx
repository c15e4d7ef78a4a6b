import Link from "next/link";
import type { Role } from "@/lib/contract/me";
import { roleMeaning } from "../member/role-words";
import { AcceptForm } from "./accept-form";
import { AuthFrame } from "./auth-frame";
import { InvitationForOther } from "./invitation-for-other";
import { JoinForm } from "./join-form";

interface InvitationPageProps {
  readonly secret: string;
  readonly invitation: {
    readonly workspace: string;
    readonly invited_by: string | null;
    readonly role: Role;
    readonly email: string | null;
    readonly meant_for_other: boolean;
  };
  readonly signedInAs: string | null;
}

/** What one is invited to, and the way in: with the account at hand, or with a new one. */
export function InvitationPage({ secret, invitation, signedInAs }: InvitationPageProps) {
  const { workspace, invited_by, role, email } = invitation;
  const path = encodeURIComponent(`/invite/${secret}`);
  if (invitation.meant_for_other) return <InvitationForOther email={email} signedInAs={signedInAs} />;
  return (
    <AuthFrame
      title={
        <>
          Join <bdi>{workspace}</bdi>
        </>
      }
      description={
        <>
          {invited_by === null ? "You are invited" : <bdi>{invited_by}</bdi>}
          {invited_by === null ? "" : " invites you"} as {role}. {roleMeaning[role]}
        </>
      }
      footer={
        signedInAs === null ? (
          <>
            You have an account? <Link href={`/sign-in?return_to=${path}`}>Sign in to join</Link>
          </>
        ) : (
          <>
            You are signed in as <bdi>{signedInAs}</bdi>.
          </>
        )
      }
    >
      {signedInAs === null ? (
        <JoinForm secret={secret} email={email} />
      ) : (
        <AcceptForm secret={secret} workspace={workspace} />
      )}
    </AuthFrame>
  );
}
