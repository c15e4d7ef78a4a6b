"use client";

import { useState } from "react";
import {
  DropdownMenu,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuLink,
  DropdownMenuSeparator,
} from "@/components/ui/dropdown-menu";
import { DropdownMenuChoice } from "@/components/ui/dropdown-menu-choice";
import { applyTheme } from "./apply-theme";
import type { Theme } from "./theme";
import { useLeaveSession } from "./use-leave-session";

interface PersonMenuProps {
  readonly name: string;
  readonly theme: Theme;
}

const THEMES = [
  { value: "system", label: "System", icon: "monitor" },
  { value: "light", label: "Light", icon: "sun" },
  { value: "dark", label: "Dark", icon: "moon" },
] as const;

/** What belongs to the person rather than to the workspace: account, theme, leaving. */
export function PersonMenu({ name, theme: initial }: PersonMenuProps) {
  const [theme, setTheme] = useState(initial);
  const change = (next: Theme) => {
    setTheme(next);
    applyTheme(next);
  };
  const leave = useLeaveSession();
  return (
    <DropdownMenu
      trigger={
        <button
          type="button"
          aria-label={`You: ${name}`}
          className="grid size-8 shrink-0 place-items-center rounded-full hover:bg-hover data-[state=open]:bg-hover"
        >
          <span className="grid size-6.5 place-items-center rounded-full bg-accent-soft text-2xs font-semibold text-accent-strong">
            {initialsOf(name)}
          </span>
        </button>
      }
    >
      <DropdownMenuLabel>
        Signed in as <bdi className="block truncate text-sm font-medium text-ink">{name}</bdi>
      </DropdownMenuLabel>
      <DropdownMenuLink href="/account" icon="person">
        Account and sessions
      </DropdownMenuLink>
      <DropdownMenuSeparator />
      <DropdownMenuChoice label="Theme" value={theme} onValueChange={change} options={THEMES} />
      <DropdownMenuSeparator />
      <DropdownMenuItem icon="signOut" onSelect={leave}>
        Sign out
      </DropdownMenuItem>
    </DropdownMenu>
  );
}

/** The first letters of the first and the last word, whatever the script. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = words.length > 1 ? [words.at(0), words.at(-1)] : [words.at(0)];
  return letters.map((word) => Array.from(word ?? "")[0]?.toUpperCase() ?? "").join("");
}
