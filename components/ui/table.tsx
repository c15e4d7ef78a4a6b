import type { ReactNode } from "react";

interface TableProps {
  /** Its name for screen readers, on what scrolls. No landmark: the card around it is one. */
  readonly label: string;
  readonly children: ReactNode;
  /** A height class, e.g. `max-h-96`: it then scrolls under its head. */
  readonly className?: string;
}

/** The shell of a table: scrolls inside its own place, keeps its head in view, and sets digits below digits. */
export function Table({ label, children, className = "" }: TableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups controls; this is what scrolls
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={`relative overflow-auto focus-visible:-outline-offset-2 ${className}`}
    >
      <table className="w-full text-sm tabular-nums">{children}</table>
    </div>
  );
}

export function TableHead({ children }: { readonly children: ReactNode }) {
  return (
    <thead className="sticky top-0 z-10 bg-surface text-left text-xs text-ink-soft *:*:shadow-[inset_0_-1px_0_var(--line)]">
      <tr>{children}</tr>
    </thead>
  );
}

interface TableRowProps {
  readonly selected?: boolean;
  readonly children: ReactNode;
}

export function TableRow({ selected = false, children }: TableRowProps) {
  const look = selected ? "bg-accent-soft" : "hover:bg-hover";
  return (
    <tr aria-current={selected ? "true" : undefined} className={`group border-b border-line last:border-b-0 ${look}`}>
      {children}
    </tr>
  );
}

interface TableCellProps {
  /** Right-aligned, as numbers are. */
  readonly numeric?: boolean;
  readonly muted?: boolean;
  /** The cell that names the row. */
  readonly rowHead?: boolean;
  readonly title?: string;
  readonly className?: string;
  readonly children?: ReactNode;
}

export function TableCell({
  numeric = false,
  muted = false,
  rowHead = false,
  title,
  className = "",
  children,
}: TableCellProps) {
  const look = `px-3 py-2 first:pl-4 last:pr-4 ${numeric ? "text-right whitespace-nowrap" : "text-left"} ${muted ? "text-ink-soft" : ""} ${className}`;
  if (rowHead) {
    return (
      <th scope="row" title={title} className={`font-medium ${look}`}>
        {children}
      </th>
    );
  }
  return (
    <td title={title} className={look}>
      {children}
    </td>
  );
}
