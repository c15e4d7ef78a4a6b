"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { Icon } from "@/components/ui/icon";
import { IconButton } from "@/components/ui/icon-button";
import { Sheet } from "@/components/ui/sheet";
import { useShell } from "./shell-context";
import { workspaceSections } from "./workspace-sections";

/** The sections of the workspace: words in the bar where there is room, a panel from the left where there is none. */
export function SectionNav() {
  const shell = useShell();
  const here = usePathname();
  const [open, setOpen] = useState(false);
  if (shell === null) return null;
  const sections = workspaceSections(shell.slug);
  return (
    <>
      <nav aria-label="Workspace" className="flex items-center gap-0.5 max-lg:hidden">
        {sections.map(({ href, name }) => (
          <Link
            key={href}
            href={href}
            aria-current={href === here ? "page" : undefined}
            className="rounded-md px-2 py-1 text-sm whitespace-nowrap text-ink-soft transition-colors hover:bg-hover hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            {name}
          </Link>
        ))}
      </nav>
      <div className="lg:hidden">
        <Sheet
          title="Workspace"
          side="left"
          open={open}
          onOpenChange={setOpen}
          trigger={<IconButton icon="menu" label="Menu" />}
        >
          <nav aria-label="Workspace">
            <ul className="-mx-2 flex flex-col gap-0.5">
              {sections.map(({ href, name, icon }) => (
                <li key={href}>
                  <Link
                    href={href}
                    onClick={() => setOpen(false)}
                    aria-current={href === here ? "page" : undefined}
                    className="flex items-center gap-3 rounded-md px-2 py-2.5 text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-strong"
                  >
                    <Icon name={icon} /> {name}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        </Sheet>
      </div>
    </>
  );
}
