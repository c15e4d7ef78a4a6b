"use client";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import {
  DropdownMenu,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
} from "@/components/ui/dropdown-menu";
import { Sheet } from "@/components/ui/sheet";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { Tooltip } from "@/components/ui/tooltip";
import { Specimen } from "./specimen";

/** What opens above the page. */
export function OverlaySpecimens() {
  const toast = useToast();
  return (
    <Specimen title="Above the page">
      <div className="flex flex-wrap gap-2">
        <Dialog title="Dialog" description="A small task of its own." trigger={<Button>Dialog</Button>}>
          <TextField label="Name" />
        </Dialog>
        <ConfirmDialog
          title="Delete the study “digits”?"
          description="What is gone, and whether it comes back."
          confirmLabel="Delete study"
          typeToConfirm="digits"
          onConfirm={() => Promise.reject(new Error("What the server refused is said here."))}
          trigger={<Button>Confirm</Button>}
        />
        <Sheet title="Sheet" description="Details beside the list." trigger={<Button>Sheet</Button>}>
          <p className="text-sm">Content.</p>
        </Sheet>
        <DropdownMenu trigger={<Button>Menu</Button>}>
          <DropdownMenuLabel>Actions</DropdownMenuLabel>
          <DropdownMenuItem icon="copy" shortcut="C" onSelect={() => undefined}>
            Clone
          </DropdownMenuItem>
          <DropdownMenuItem icon="archive" disabledReason="Stop it first." onSelect={() => undefined}>
            Archive
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem icon="trash" tone="danger" onSelect={() => undefined}>
            Delete
          </DropdownMenuItem>
        </DropdownMenu>
        <Tooltip content="A short explanation.">
          <Button>Tooltip</Button>
        </Tooltip>
        {(["plain", "success", "danger"] as const).map((tone) => (
          <Button key={tone} onClick={() => toast({ title: `A ${tone} message`, description: "And one line.", tone })}>
            Toast: {tone}
          </Button>
        ))}
      </div>
    </Specimen>
  );
}
