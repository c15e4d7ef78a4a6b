"use client";

import {
  DropdownMenu,
  DropdownMenuLabel,
  DropdownMenuLink,
  DropdownMenuSeparator,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { useShell } from "./shell-context";

/** Opens another workspace. The name of the one that is open is the first crumb beside it. */
export function WorkspaceSwitcher() {
  const shell = useShell();
  if (shell === null) return null;
  return (
    <DropdownMenu
      align="start"
      trigger={<IconButton icon="chevronUpDown" label="Switch workspace" size="sm" className="-mx-1" />}
    >
      <DropdownMenuLabel>Workspaces</DropdownMenuLabel>
      {shell.workspaces.map(({ slug, name, role }) => (
        <DropdownMenuLink key={slug} href={`/${slug}`} current={slug === shell.slug}>
          <bdi className="font-medium">{name}</bdi>
          <span className="block truncate text-xs text-ink-faint">
            {slug} · {role}
          </span>
        </DropdownMenuLink>
      ))}
      <DropdownMenuSeparator />
      <DropdownMenuLink href="/workspaces/new" icon="plus">
        New workspace
      </DropdownMenuLink>
    </DropdownMenu>
  );
}
