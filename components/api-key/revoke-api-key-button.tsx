"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import type { ApiKey } from "@/lib/contract/api-key";

/** Ends a key, after a question: whatever uses it stops, and it cannot be given back. */
export function RevokeApiKeyButton({ apiKey }: { readonly apiKey: ApiKey }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const revoke = useMutation(
    trpc["api-key"].revoke.mutationOptions({
      onSuccess: () => toast({ title: `Key “${apiKey.name}” revoked`, tone: "success" }),
      onSettled: () => void queryClient.invalidateQueries(trpc["api-key"].list.pathFilter()),
    }),
  );
  return (
    <ConfirmDialog
      title={`Revoke the key “${apiKey.name}”?`}
      description="Whatever uses it is refused within five seconds. Trials it holds go to other workers when their leases end. This cannot be undone."
      confirmLabel="Revoke key"
      onConfirm={() => revoke.mutateAsync({ api_key_id: apiKey.id })}
      trigger={
        <Button size="sm" variant="quiet" aria-label={`Revoke the key ${apiKey.name}`}>
          Revoke
        </Button>
      }
    />
  );
}
