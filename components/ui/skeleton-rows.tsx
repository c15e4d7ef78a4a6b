import { Skeleton } from "./skeleton";

interface SkeletonRowsProps {
  /** What is being loaded: “Loading members”. */
  readonly label: string;
  readonly rows?: number;
}

/** A list or table that is on its way. */
export function SkeletonRows({ label, rows = 6 }: SkeletonRowsProps) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3 p-4">
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row, index) => (
        <div key={row} className="flex items-center gap-4">
          <Skeleton className={`h-4 ${NAME_WIDTHS[index % NAME_WIDTHS.length] ?? "w-40"}`} />
          <Skeleton className="ml-auto h-4 w-16" />
          <Skeleton className="h-4 w-24 max-sm:hidden" />
        </div>
      ))}
    </div>
  );
}

const NAME_WIDTHS = ["w-48", "w-36", "w-56", "w-40"];
