import { BreakableName } from "@/components/ui/breakable-name";
import type { Assignments } from "@/lib/contract/search-space";
import { formatParameterName } from "@/lib/format/parameter-name";
import { formatParameterValue } from "@/lib/format/parameter-value";

interface AssignmentListProps {
  readonly assignments: Assignments;
  /** Parameters in the order of the search space; those without a value here were inactive. */
  readonly parameters: readonly string[];
}

export function AssignmentList({ assignments, parameters }: AssignmentListProps) {
  return (
    <dl className="flex flex-col gap-y-1 text-sm">
      {parameters.map((name) => {
        const value = assignments[name];
        return (
          // Row by row: one long value takes no room from the names of the others.
          <div key={name} className="flex items-baseline justify-between gap-x-4">
            <dt className="min-w-0 wrap-anywhere text-ink-soft">
              <BreakableName name={formatParameterName(name)} />
            </dt>
            <dd
              className="line-clamp-3 max-w-3/5 shrink-0 text-right font-mono text-xs leading-5 wrap-anywhere"
              title={value === undefined ? undefined : String(value)}
            >
              {value === undefined ? (
                <span className="text-ink-faint">not set</span>
              ) : (
                <BreakableName name={formatParameterValue(value)} />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
