"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Project } from "@/lib/contract/project";
import { ApiKeySecret } from "./api-key-secret";
import { CreateApiKeyForm } from "./create-api-key-form";

interface CreateApiKeyDialogProps {
  readonly projects: readonly Project[];
  readonly mayWrite: boolean;
}

/** Makes a key and shows its secret, this once: it lives in this dialog and goes with it. */
export function CreateApiKeyDialog({ projects, mayWrite }: CreateApiKeyDialogProps) {
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string>();
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) setSecret(undefined); // from here on nobody has it but who copied it
  };
  if (!mayWrite) {
    return (
      <Button variant="primary" disabledReason="Your role does not include this. Owners and admins make keys.">
        New key
      </Button>
    );
  }
  return (
    <Dialog
      title={secret === undefined ? "New API key" : "Copy the key now"}
      {...(secret === undefined ? {} : { description: "It is shown this once. The server keeps only a hash of it." })}
      open={open}
      onOpenChange={change}
      closeOnClickBeside={secret === undefined}
      trigger={<Button variant="primary">New key</Button>}
    >
      {secret === undefined ? (
        <CreateApiKeyForm projects={projects} onMade={setSecret} onCancel={() => change(false)} />
      ) : (
        <ApiKeySecret secret={secret} onDone={() => change(false)} />
      )}
    </Dialog>
  );
}
