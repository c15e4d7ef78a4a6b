"use client";

import { AlertDialog as Radix } from "radix-ui";
import { type FormEvent, type ReactElement, type ReactNode, useState } from "react";
import { Button } from "./button";
import { TextField } from "./text-field";

interface ConfirmDialogProps {
  /** A question: “Delete the key “CI”?” */
  readonly title: ReactNode;
  /** What will be gone or changed, and whether it can be undone. */
  readonly description: ReactNode;
  /** The verb: “Delete key”, never “OK”. */
  readonly confirmLabel: string;
  /** It stays open and busy until this settles; a rejection is said in it. */
  readonly onConfirm: () => unknown;
  readonly tone?: "danger" | "plain";
  /** What must be typed first. For what cannot be undone and takes much with it. */
  readonly typeToConfirm?: string;
  readonly trigger?: ReactElement;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** Asks before something that cannot be taken back. A click beside it does nothing; Escape and Cancel leave. */
export function ConfirmDialog({ trigger, open, onOpenChange, ...question }: ConfirmDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const change = (next: boolean) => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };
  return (
    <Radix.Root open={open ?? ownOpen} onOpenChange={change}>
      {trigger === undefined ? null : <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim motion-safe:animate-appear" />
        <Radix.Content className="fixed inset-x-4 top-[15dvh] z-40 mx-auto max-w-md rounded-lg border border-line-strong bg-raised p-5 shadow-float outline-none motion-safe:animate-appear">
          {/* Its state is new each time it opens. */}
          <Question {...question} close={() => change(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type QuestionProps = Omit<ConfirmDialogProps, "trigger" | "open" | "onOpenChange"> & { readonly close: () => void };

function Question({
  title,
  description,
  confirmLabel,
  onConfirm,
  tone = "danger",
  typeToConfirm,
  close,
}: QuestionProps) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setFault(undefined);
    try {
      await onConfirm();
      close();
    } catch (error) {
      setFault(error instanceof Error ? error.message : "It did not work. Try again.");
      setBusy(false);
    }
  };
  return (
    <form onSubmit={confirm} className="flex flex-col gap-4">
      <div>
        <Radix.Title className="text-lg font-semibold text-balance break-words">{title}</Radix.Title>
        <Radix.Description asChild>
          <div className="mt-1 text-sm text-pretty text-ink-soft">{description}</div>
        </Radix.Description>
      </div>
      {typeToConfirm === undefined ? null : (
        <TextField
          label={
            <span>
              Type <bdi className="font-mono text-ink">{typeToConfirm}</bdi> to go on
            </span>
          }
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <p role="alert" className="text-sm text-danger empty:hidden">
        {fault}
      </p>
      <div className="flex justify-end gap-2">
        <Radix.Cancel asChild>
          <Button>Cancel</Button>
        </Radix.Cancel>
        <Button type="submit" variant={tone === "danger" ? "danger" : "primary"} disabled={!ready} busy={busy}>
          {confirmLabel}
        </Button>
      </div>
    </form>
  );
}
