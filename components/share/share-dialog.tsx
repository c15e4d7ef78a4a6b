"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import type { Study } from "@/lib/contract/study";
import { ShareForm } from "./share-form";
import { ShareLinks } from "./share-links";

interface ShareDialogProps {
  readonly study: Pick<Study, "id" | "name">;
  readonly nowMs: number;
}

/** Makes links to the study for people without an account, shows each once, and takes them back. */
export function ShareDialog({ study, nowMs }: ShareDialogProps) {
  const [open, setOpen] = useState(false);
  const [url, setUrl] = useState<string>();
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) setUrl(undefined); // the address is nowhere any more
  };
  return (
    <Dialog
      title={url === undefined ? "Share this study" : "Copy the link now"}
      description={
        url === undefined
          ? "Whoever has the link sees a page of this study, without an account and as it stands then. Nothing else of the workspace is on it: no members, keys, workers, metadata or failure messages."
          : "It is shown this once. Whoever has it can open the page."
      }
      open={open}
      onOpenChange={change}
      trigger={<Button icon="share">Share</Button>}
    >
      <div className="flex flex-col gap-6">
        {url === undefined ? <ShareForm study={study} onMade={setUrl} /> : <NewLink url={url} />}
        <ShareLinks studyId={study.id} nowMs={nowMs} />
      </div>
    </Dialog>
  );
}

function NewLink({ url }: { readonly url: string }) {
  return (
    <div className="flex flex-col items-start gap-2">
      <TextField
        label="Share link"
        labelHidden
        mono
        readOnly
        value={url}
        onFocus={(event) => event.target.select()}
        fieldClassName="w-full"
      />
      <CopyButton text={url} label="Copy link" />
    </div>
  );
}
