"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { CommandPaletteList } from "./command-palette-list";
import { useShell } from "./shell-context";

/** Goes anywhere and does what is often done, by typing a few letters of it: Ctrl-K, or ⌘K on a Mac. */
export function CommandPalette() {
  const shell = useShell();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const keys = useSyncExternalStore(neverChanges, isMac, () => false) ? "⌘K" : "Ctrl K";
  const change = (next: boolean) => {
    setOpen(next);
    setText("");
  };
  // The keyboard belongs to the document.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setOpen((before) => !before);
      setText("");
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  if (shell === null) return null;
  return (
    <Dialog.Root open={open} onOpenChange={change}>
      <Dialog.Trigger asChild>
        <button
          type="button"
          // What is to be seen is part of the name: whoever speaks to the computer says what they see (WCAG 2.5.3).
          aria-label={`Search and commands, ${keys}`}
          className="flex h-8 items-center gap-2 rounded-md px-2 text-xs text-ink-faint hover:bg-hover hover:text-ink sm:border sm:border-line sm:bg-field"
        >
          <Icon name="search" className="size-4 sm:size-3.5" />
          <span className="max-sm:hidden">
            <Kbd>{keys}</Kbd>
          </span>
        </button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim motion-safe:animate-appear" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[12dvh] z-40 mx-auto max-w-xl overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float outline-none motion-safe:animate-appear"
        >
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <Command label="Search and commands" loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Icon name="search" className="size-4 shrink-0 text-ink-faint" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="Go to a page, project or study, or do something…"
                className="h-12 w-full bg-transparent text-base outline-none placeholder:text-ink-faint"
              />
              <Kbd>Esc</Kbd>
            </div>
            <CommandPaletteList
              slug={shell.slug}
              workspaces={shell.workspaces}
              text={text}
              close={() => change(false)}
              go={(href) => {
                change(false);
                router.push(href);
              }}
            />
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The machine does not become another one. */
function neverChanges(): () => void {
  return () => undefined;
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
