"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Project } from "@/lib/contract/project";
import { CreateWebhookForm } from "./create-webhook-form";
import { WebhookSecret } from "./webhook-secret";

/** Makes a webhook and shows its secret, this once: it lives in this dialog and goes with it. */
export function CreateWebhookDialog({ projects }: { readonly projects: readonly Project[] }) {
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string>();
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) setSecret(undefined); // from here on nobody has it but who copied it
  };
  return (
    <Dialog
      title={secret === undefined ? "New webhook" : "Copy the secret now"}
      {...(secret === undefined
        ? {}
        : { description: "It is shown this once. The receiver checks signatures with it." })}
      open={open}
      onOpenChange={change}
      closeOnClickBeside={secret === undefined}
      trigger={<Button variant="primary">New webhook</Button>}
    >
      {secret === undefined ? (
        <CreateWebhookForm projects={projects} onMade={setSecret} onCancel={() => change(false)} />
      ) : (
        <WebhookSecret secret={secret} onDone={() => change(false)} />
      )}
    </Dialog>
  );
}
