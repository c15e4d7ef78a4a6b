import type { Metadata } from "next";
import { InvitationGone } from "@/components/account/invitation-gone";
import { InvitationPage } from "@/components/account/invitation-page";
import { pageAccount } from "@/server/account/page-account";
import { readInvitation } from "@/server/account/read-invitation";
import { AppError } from "@/server/kernel/app-error";

/** The address holds the secret: it goes to nobody as a referrer and into no index. */
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer", robots: { index: false } };

interface InviteRouteProps {
  readonly params: Promise<{ token: string }>;
}

export default async function InviteRoute({ params }: InviteRouteProps) {
  const { token: secret } = await params;
  const context = await pageAccount();
  const invitation = await readInvitation.run(context, { secret }).catch((error: unknown) => {
    if (error instanceof AppError && error.status < 500) return null;
    throw error;
  });
  if (invitation === null) return <InvitationGone />;
  const person = await context.person();
  return <InvitationPage secret={secret} invitation={invitation} signedInAs={person?.email ?? null} />;
}
