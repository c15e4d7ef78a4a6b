import type { ReactNode } from "react";

interface PageHeaderProps {
  readonly title: ReactNode;
  /** One or two sentences on what the page is for. */
  readonly description?: ReactNode;
  /** Badges beside the title. */
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  /** Where the page stands, when the top bar does not say it. */
  readonly breadcrumbs?: ReactNode;
  /** Tabs of the page. */
  readonly children?: ReactNode;
}

/** The head of a page: its one `h1`, what belongs to it, and what can be done here. */
export function PageHeader({ title, description, meta, actions, breadcrumbs, children }: PageHeaderProps) {
  return (
    <header className="mb-5 flex flex-col gap-3">
      {breadcrumbs}
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-auto sm:basis-72">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">
              <bdi>{title}</bdi>
            </h1>
            {meta}
          </div>
          {description === undefined ? null : (
            <div className="mt-1 max-w-prose text-pretty text-ink-soft">{description}</div>
          )}
        </div>
        {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </header>
  );
}
