"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Sheet } from "@/components/ui/sheet";
import { Switch } from "@/components/ui/switch";
import { useToast } from "@/components/ui/toast";
import { useNow } from "@/components/ui/use-now";
import { useTRPC } from "@/components/workspace/trpc";
import { webhookHealth } from "@/lib/analysis/webhook-health";
import type { Webhook } from "@/lib/contract/webhook";
import { formatTimeLeft } from "@/lib/format/duration";
import { DeliveryList } from "./delivery-list";
import { RotateSecretDialog } from "./rotate-secret-dialog";

interface WebhookSheetProps {
  readonly webhook: Webhook;
  readonly nowMs: number;
  readonly onClose: () => void;
}

/** One webhook: what was sent to it, and all that can be done with it. */
export function WebhookSheet({ webhook, nowMs, onClose }: WebhookSheetProps) {
  const now = useNow(nowMs, 1_000);
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const reload = () => void queryClient.invalidateQueries(trpc.webhook.pathFilter());
  const onError = (error: { readonly message: string }) => toast({ title: error.message, tone: "danger" });
  const test = useMutation(trpc.webhook.test.mutationOptions({ onSettled: reload, onError }));
  const update = useMutation(trpc.webhook.update.mutationOptions({ onSettled: reload, onError }));
  // Of the list alone: the deliveries of what is gone are not there to be read.
  const relist = () => void queryClient.invalidateQueries(trpc.webhook.list.pathFilter());
  const remove = useMutation(trpc.webhook.delete.mutationOptions({ onSettled: relist }));
  const health = webhookHealth(webhook, now);
  const enabled = webhook.state === "enabled";
  return (
    <Sheet
      title={<bdi>{webhook.name}</bdi>}
      description={<code className="font-mono break-all">{webhook.url}</code>}
      size="lg"
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      footer={
        <>
          <ConfirmDialog
            title={`Delete the webhook “${webhook.name}”?`}
            description="Nothing more is sent to it, and what is on its way is dropped. This cannot be undone."
            confirmLabel="Delete webhook"
            onConfirm={async () => {
              await remove.mutateAsync({ webhook_id: webhook.id });
              onClose();
            }}
            trigger={
              <Button variant="quiet" className="mr-auto">
                Delete
              </Button>
            }
          />
          <RotateSecretDialog webhook={webhook} />
          <Button
            variant="primary"
            busy={test.isPending}
            {...(enabled ? {} : { disabledReason: "Nothing is sent to a webhook that is not enabled." })}
            onClick={() => test.mutate({ webhook_id: webhook.id })}
          >
            Send test
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Switch
          label="Enabled"
          checked={enabled}
          onCheckedChange={(next) => update.mutate({ webhook_id: webhook.id, enabled: next })}
        />
        <HealthNote webhook={webhook} health={health} nowMs={now} />
        <DeliveryList webhookId={webhook.id} nowMs={now} enabled={enabled} />
      </div>
    </Sheet>
  );
}

interface HealthNoteProps {
  readonly webhook: Webhook;
  readonly health: ReturnType<typeof webhookHealth>;
  readonly nowMs: number;
}

function HealthNote({ webhook, health, nowMs }: HealthNoteProps) {
  const rest = webhook.resting_until === null ? 0 : Math.max(0, Date.parse(webhook.resting_until) - nowMs);
  const words = {
    active: undefined,
    failing: "The last try failed. It is tried again by itself.",
    resting: `${webhook.failures} tries in a row failed. It is left alone for ${formatTimeLeft(rest)}, then tried again; nothing is lost meanwhile.`,
    disabled: "Nothing is sent while it is disabled, and events that happen meanwhile are not sent later.",
    gone: "The receiver answered that it is gone (410). Enable it again when it is back.",
  }[health];
  if (words === undefined) return null;
  return <p className="rounded-md bg-warning-soft px-3 py-2 text-sm text-pretty text-warning">{words}</p>;
}
