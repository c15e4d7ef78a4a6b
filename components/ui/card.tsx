import type { ReactNode } from "react";

interface CardProps {
  readonly title: ReactNode;
  /** Id of the heading, by which the region is named. */
  readonly id: string;
  readonly actions?: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A titled region of a page. */
export function Card({ title, id, actions, note, children, className = "" }: CardProps) {
  return (
    <section
      aria-labelledby={id}
      className={`flex min-w-0 flex-col rounded-lg border border-line bg-surface shadow-card ${className}`}
    >
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5">
        <h2 id={id} className="min-w-0 text-sm leading-7 font-semibold wrap-anywhere">
          {title}
        </h2>
        {note === undefined ? null : <p className="text-xs text-ink-faint">{note}</p>}
        {actions === undefined ? null : (
          <div className="ml-auto flex min-w-0 flex-wrap items-center justify-end gap-1">{actions}</div>
        )}
      </header>
      {children}
    </section>
  );
}
