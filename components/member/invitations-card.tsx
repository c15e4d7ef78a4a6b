"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import type { Invitation } from "@/lib/contract/invitation";
import { countOf } from "@/lib/format/count";
import { formatAgo } from "@/lib/format/date";
import { formatDuration } from "@/lib/format/duration";
import { roleName } from "./role-words";

const TONES: Readonly<Record<Invitation["state"], BadgeTone>> = {
  open: "info",
  accepted: "accent",
  revoked: "neutral",
  expired: "neutral",
};

/** Whoever is invited; open invitations can be revoked. The links themselves are shown to nobody again. */
export function InvitationsCard({ nowMs }: { readonly nowMs: number }) {
  const trpc = useTRPC();
  const invitations = useQuery(trpc.invitation.list.queryOptions({ limit: 100 }));
  const open = invitations.data?.data.filter(({ state }) => state === "open").length;
  return (
    <Card id="invitations" title="Invitations" note={open === undefined ? undefined : countOf(open, "open invitation")}>
      {invitations.isPending ? <Skeleton className="m-4 h-16" /> : null}
      {invitations.isError ? (
        <ErrorState title="The invitations could not be loaded" onRetry={() => void invitations.refetch()} />
      ) : null}
      {invitations.data?.data.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-soft">
          Nobody was invited yet. An invitation is a link that works once.
        </p>
      ) : null}
      <ul className="divide-y divide-line">
        {invitations.data?.data.map((invitation) => (
          <InvitationItem key={invitation.id} invitation={invitation} nowMs={nowMs} />
        ))}
      </ul>
    </Card>
  );
}

function InvitationItem({ invitation, nowMs }: { readonly invitation: Invitation; readonly nowMs: number }) {
  const { email, role, state, created_at, expires_at } = invitation;
  const left = formatDuration(Date.parse(expires_at) - nowMs);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
      <span className="font-medium">{roleName[role]}</span>
      <bdi className="min-w-0 break-all text-ink-soft">{email ?? "anybody with the link"}</bdi>
      <Badge tone={TONES[state]}>{state}</Badge>
      <span className="text-xs text-ink-faint">
        made {formatAgo(created_at, nowMs)}
        {state === "open" ? ` · ${left} left` : ""}
      </span>
      {state === "open" ? <RevokeButton invitation={invitation} /> : null}
    </li>
  );
}

function RevokeButton({ invitation }: { readonly invitation: Invitation }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const revoke = useMutation(
    trpc.invitation.revoke.mutationOptions({
      onSuccess: () => toast({ title: "Invitation revoked", tone: "success" }),
      onSettled: () => void queryClient.invalidateQueries(trpc.invitation.list.pathFilter()),
    }),
  );
  return (
    <ConfirmDialog
      title="Revoke this invitation?"
      description="Its link stops working at once. You can make another."
      confirmLabel="Revoke"
      onConfirm={() => revoke.mutateAsync({ invitation_id: invitation.id })}
      trigger={
        <Button size="sm" variant="quiet" className="ml-auto">
          Revoke
        </Button>
      }
    />
  );
}
