import { FullPageMessage } from "@/components/layout/full-page-message";

export function InvitationGone() {
  return (
    <FullPageMessage title="This invitation cannot be used">
      It was accepted, revoked, or is too old. Ask whoever sent it for a new one.
    </FullPageMessage>
  );
}
