import Link from "next/link";
import { Fragment } from "react";
import { WorkspaceSwitcher } from "./workspace-switcher";

export interface Crumb {
  readonly name: string;
  /** Absent for the page one is on. */
  readonly href?: string;
}

/** Where the page stands. On a narrow screen only the first place and the one above the page are left: the page's own name is its title. */
export function Breadcrumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1.5 text-sm">
        {crumbs.map((crumb, index) => (
          <Fragment key={crumb.href ?? crumb.name}>
            {index === 0 ? null : (
              <li aria-hidden="true" className={`text-line-strong ${givesWay(index, crumbs) ? "max-sm:hidden" : ""}`}>
                /
              </li>
            )}
            <CrumbItem crumb={crumb} className={givesWay(index, crumbs) ? "max-sm:hidden" : ""} />
            {index === 0 ? (
              <li className="shrink-0 empty:hidden">
                <WorkspaceSwitcher />
              </li>
            ) : null}
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

function givesWay(index: number, crumbs: readonly Crumb[]): boolean {
  return crumbs.length > 2 && index > 0 && index !== crumbs.length - 2;
}

function CrumbItem({ crumb, className }: { readonly crumb: Crumb; readonly className: string }) {
  const name = <bdi className="block truncate">{crumb.name}</bdi>;
  if (crumb.href === undefined) {
    return (
      <li className={`min-w-0 font-medium ${className}`} aria-current="page" title={crumb.name}>
        {name}
      </li>
    );
  }
  return (
    <li className={`min-w-8 ${className}`} title={crumb.name}>
      <Link href={crumb.href} className="block max-w-48 rounded-sm text-ink-soft hover:text-ink">
        {name}
      </Link>
    </li>
  );
}
