"use client";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Icon } from "@/components/ui/icon";
import { Textarea } from "@/components/ui/textarea";

interface WebhookSecretProps {
  readonly secret: string;
  readonly onDone: () => void;
}

export function WebhookSecret({ secret, onDone }: WebhookSecretProps) {
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col items-start gap-2">
        <div className="w-full">
          <Textarea
            label="Signing secret"
            mono
            readOnly
            rows={2}
            autoComplete="off"
            spellCheck={false}
            value={secret}
            onFocus={(event) => event.target.select()}
            className="resize-none break-all"
          />
        </div>
        <CopyButton text={secret} label="Copy secret" />
      </div>
      <p className="flex gap-2 rounded-md bg-warning-soft px-3 py-2 text-sm text-pretty text-warning">
        <Icon name="alert" className="mt-0.5 size-4 shrink-0" />
        Whoever has it can send messages that look like ours. Keep it in a secret store, never in a repository.
      </p>
      <Button variant="primary" className="self-end" onClick={onDone}>
        Done
      </Button>
    </div>
  );
}
