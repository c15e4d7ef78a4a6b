import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { NameMark } from "./name-mark";

export interface Crumb {
  readonly name: string;
  /** Absent for the page one is on. */
  readonly href?: string;
}

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
        <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
          <ol className="flex min-w-0 items-center gap-1.5 text-sm">
            {crumbs.map((crumb, index) => (
              <Fragment key={crumb.href ?? crumb.name}>
                {index === 0 ? null : (
                  <li aria-hidden="true" className="text-line-strong">
                    /
                  </li>
                )}
                <CrumbItem crumb={crumb} />
              </Fragment>
            ))}
          </ol>
        </nav>
        {children}
      </div>
    </header>
  );
}

function CrumbItem({ crumb }: { readonly crumb: Crumb }) {
  const name = <bdi className="block truncate">{crumb.name}</bdi>;
  if (crumb.href === undefined) {
    return (
      <li className="min-w-0 font-medium" aria-current="page">
        {name}
      </li>
    );
  }
  return (
    <li className="min-w-8 shrink-0 max-sm:shrink">
      <Link href={crumb.href} className="block max-w-56 rounded-sm text-ink-soft hover:text-ink">
        {name}
      </Link>
    </li>
  );
}
