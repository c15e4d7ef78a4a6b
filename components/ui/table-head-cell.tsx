"use client";

import type { ReactNode } from "react";
import { Icon } from "./icon";

interface TableHeadCellProps {
  readonly numeric?: boolean;
  /** How the table is sorted by this column now; `null` when by another. Absent: it cannot be sorted by this one. */
  readonly sort?: "ascending" | "descending" | null;
  readonly onSort?: () => void;
  readonly className?: string;
  readonly children?: ReactNode;
}

/** The head of a column, which may sort by it. A column of buttons has a head too: `<span className="sr-only">Actions</span>`. */
export function TableHeadCell({ numeric = false, sort, onSort, className = "", children }: TableHeadCellProps) {
  const look = `px-3 py-2 font-medium whitespace-nowrap first:pl-4 last:pr-4 ${numeric ? "text-right" : "text-left"} ${className}`;
  if (sort === undefined || onSort === undefined) {
    return (
      <th scope="col" className={look}>
        {children}
      </th>
    );
  }
  return (
    <th scope="col" aria-sort={sort ?? "none"} className={look}>
      <button
        type="button"
        onClick={onSort}
        className={`group/sort -mx-1 inline-flex items-center gap-1 rounded-sm px-1 hover:text-ink ${sort === null ? "" : "text-ink"} ${numeric ? "flex-row-reverse" : ""}`}
      >
        {children}
        <Icon
          name={sort === "descending" ? "arrowDown" : "arrowUp"}
          className={`size-3 ${sort === null ? "opacity-0 group-hover/sort:opacity-50 group-focus-visible/sort:opacity-50" : ""}`}
        />
      </button>
    </th>
  );
}
