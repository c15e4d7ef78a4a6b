"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField } from "@/components/ui/select-field";
import { useTRPC } from "@/components/workspace/trpc";
import type { Webhook } from "@/lib/contract/webhook";
import { WebhookSecret } from "./webhook-secret";

const KEPT = [
  { value: "24", label: "for 24 hours", hint: "Messages are signed with both meanwhile." },
  { value: "168", label: "for 7 days", hint: "Messages are signed with both meanwhile." },
  { value: "0", label: "not at all", hint: "It has leaked: it signs nothing from now on." },
] as const;

/** Makes a new secret and shows it, this once. */
export function RotateSecretDialog({ webhook }: { readonly webhook: Webhook }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const [kept, setKept] = useState<(typeof KEPT)[number]["value"]>("24");
  const [secret, setSecret] = useState<string>();
  const rotate = useMutation(
    trpc.webhook["rotate-secret"].mutationOptions({
      // The answer holds the secret: it must not stay among what the page remembers.
      gcTime: 0,
      onSuccess: (answer) => setSecret(answer.secret),
      onSettled: () => void queryClient.invalidateQueries(trpc.webhook.list.pathFilter()),
    }),
  );
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) setSecret(undefined); // from here on nobody has it but who copied it
  };
  return (
    <Dialog
      title={secret === undefined ? "Change the secret" : "Copy the secret now"}
      description={secret === undefined ? "Messages are signed with a new one from now on." : "It is shown this once."}
      open={open}
      onOpenChange={change}
      closeOnClickBeside={secret === undefined}
      trigger={<Button>Change secret</Button>}
    >
      {secret === undefined ? (
        <div className="flex flex-col gap-4">
          <SelectField label="Keep the old one" value={kept} onValueChange={setKept} options={[...KEPT]} />
          <p role="alert" className="text-sm text-danger empty:hidden">
            {rotate.error?.message}
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={() => change(false)}>Cancel</Button>
            <Button
              variant="primary"
              busy={rotate.isPending}
              onClick={() => rotate.mutate({ webhook_id: webhook.id, keep_old_hours: Number(kept) })}
            >
              Change secret
            </Button>
          </div>
        </div>
      ) : (
        <WebhookSecret secret={secret} onDone={() => change(false)} />
      )}
    </Dialog>
  );
}
