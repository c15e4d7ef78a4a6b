"use client";

import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useTRPC } from "@/components/workspace/trpc";

export const LAST_OWNER_STAYS = "The last owner stays: make somebody else an owner first.";

/** For whoever looks: out of the workspace, and to what else they belong to. */
export function LeaveButton({ lastOwner }: { readonly lastOwner: boolean }) {
  const trpc = useTRPC();
  const leave = useMutation(
    // A page of the workspace may not be shown again: the whole document goes.
    trpc.member.leave.mutationOptions({ onSuccess: () => window.location.replace("/") }),
  );
  if (lastOwner) {
    return (
      <Button size="sm" variant="quiet" disabledReason={LAST_OWNER_STAYS}>
        Leave
      </Button>
    );
  }
  return (
    <ConfirmDialog
      title="Leave this workspace?"
      description="What you made stays; your personal keys and open invitations end. To come back you need an invitation."
      confirmLabel="Leave"
      onConfirm={() => leave.mutateAsync({})}
      trigger={
        <Button size="sm" variant="quiet">
          Leave
        </Button>
      }
    />
  );
}
