import Link from "next/link";
import type { ReactNode } from "react";
import { Breadcrumbs, type Crumb } from "./breadcrumbs";
import { NameMark } from "./name-mark";

interface TopBarProps {
  readonly crumbs: readonly Crumb[];
  readonly children: ReactNode;
}

export function TopBar({ crumbs, children }: TopBarProps) {
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-surface/95 backdrop-blur-sm">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-30 focus:rounded-md focus:bg-accent focus:px-3 focus:py-1 focus:text-on-accent"
      >
        Skip to content
      </a>
      <div className="mx-auto flex h-12 max-w-[1400px] items-center gap-2 px-4 sm:px-6">
        <Link href="/" aria-label="Tellus, home" className="shrink-0 rounded-md">
          <NameMark />
        </Link>
        <Breadcrumbs crumbs={crumbs} />
        {children}
      </div>
    </header>
  );
}
