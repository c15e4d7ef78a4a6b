"use client";

import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { useToast } from "@/components/ui/toast";
import type { Assignments } from "@/lib/contract/search-space";
import { type AssignmentFormat, assignmentFormats, assignmentsText } from "@/lib/format/assignments-text";

const FORMATS = Object.entries(assignmentFormats) as readonly [AssignmentFormat, string][]; // the keys are its own

/** Copies a trial's assignments with their exact values, in the form the next program takes. */
export function CopyAssignments({ assignments }: { readonly assignments: Assignments }) {
  const toast = useToast();
  const copy = async (format: AssignmentFormat) => {
    try {
      await navigator.clipboard.writeText(assignmentsText(assignments, format));
      toast({ title: `Copied as ${assignmentFormats[format]}`, tone: "success" });
    } catch {
      // Browsers refuse the clipboard on plain http beyond localhost.
      toast({
        title: "The browser did not allow copying",
        description: "Select the values and press Ctrl-C.",
        tone: "danger",
      });
    }
  };
  return (
    <DropdownMenu
      trigger={
        <Button variant="quiet" size="sm" icon="copy">
          Copy
        </Button>
      }
    >
      {FORMATS.map(([format, name]) => (
        <DropdownMenuItem key={format} onSelect={() => void copy(format)}>
          {name}
        </DropdownMenuItem>
      ))}
    </DropdownMenu>
  );
}
