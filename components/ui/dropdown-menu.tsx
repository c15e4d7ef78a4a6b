"use client";

import Link from "next/link";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "./icon";
import { Kbd } from "./kbd";

interface DropdownMenuProps {
  readonly trigger: ReactElement;
  readonly align?: "start" | "center" | "end";
  readonly children: ReactNode;
}

/** Several actions behind one button. Arrow keys, first letters and Escape work. */
export function DropdownMenu({ trigger, align = "end", children }: DropdownMenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-80 min-w-44 overflow-y-auto rounded-md border border-line-strong bg-raised p-1 shadow-float outline-none motion-safe:animate-appear"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  "flex cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none select-none data-highlighted:bg-hover";

interface DropdownMenuItemProps {
  readonly icon?: IconName;
  readonly tone?: "plain" | "danger";
  readonly shortcut?: string;
  readonly onSelect: () => void;
  /** Why it cannot be used now; it stays in the list, with this below its name. */
  readonly disabledReason?: string | undefined;
  readonly children: ReactNode;
}

export function DropdownMenuItem({
  icon,
  tone = "plain",
  shortcut,
  onSelect,
  disabledReason,
  children,
}: DropdownMenuItemProps) {
  const look = disabledReason !== undefined ? "text-ink-faint" : tone === "danger" ? "text-danger" : "";
  return (
    <Radix.Item
      aria-disabled={disabledReason !== undefined || undefined}
      onSelect={(event) => (disabledReason === undefined ? onSelect() : event.preventDefault())}
      className={`${ITEM} ${look}`}
    >
      {icon === undefined ? null : <Icon name={icon} className="size-4 shrink-0 opacity-80" />}
      <span className="min-w-0 flex-1">
        {children}
        {disabledReason === undefined ? null : <span className="block text-xs text-pretty">{disabledReason}</span>}
      </span>
      {shortcut === undefined ? null : <Kbd>{shortcut}</Kbd>}
    </Radix.Item>
  );
}

interface DropdownMenuLinkProps {
  readonly href: string;
  readonly icon?: IconName;
  /** It is where one is. */
  readonly current?: boolean;
  readonly children: ReactNode;
}

export function DropdownMenuLink({ href, icon, current = false, children }: DropdownMenuLinkProps) {
  return (
    <Radix.Item asChild>
      <Link href={href} className={ITEM} aria-current={current ? "page" : undefined}>
        {icon === undefined ? null : <Icon name={icon} className="size-4 shrink-0 opacity-80" />}
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {current ? <Icon name="check" className="size-3.5 text-accent" /> : null}
      </Link>
    </Radix.Item>
  );
}

export function DropdownMenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}

/** A heading, not an item. */
export function DropdownMenuLabel({ children }: { readonly children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-ink-faint">{children}</Radix.Label>;
}
