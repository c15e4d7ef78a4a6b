import type { Assignments } from "@/lib/contract/search-space";
import { formatParameterValue } from "@/lib/format/parameter-value";

interface AssignmentListProps {
  readonly assignments: Assignments;
  /** Parameters in the order of the search space; those without a value here were inactive. */
  readonly parameters: readonly string[];
}

export function AssignmentList({ assignments, parameters }: AssignmentListProps) {
  return (
    <dl className="grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      {parameters.map((name) => {
        const value = assignments[name];
        return (
          <div key={name} className="contents">
            <dt className="truncate text-ink-soft" title={name}>
              <bdi>{name}</bdi>
            </dt>
            <dd
              className="truncate text-right font-mono text-xs leading-5"
              title={value === undefined ? undefined : String(value)}
            >
              {value === undefined ? (
                <span className="text-ink-faint">not set</span>
              ) : (
                <bdi>{formatParameterValue(value)}</bdi>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
