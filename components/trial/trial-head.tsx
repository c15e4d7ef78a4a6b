import { Checkbox } from "@/components/ui/checkbox";
import { Icon } from "@/components/ui/icon";
import type { TrialColumn } from "@/lib/analysis/trial-columns";
import { FIRST_SORT } from "./trial-order-input";
import type { TickedTrials } from "./use-ticked-trials";

interface TrialHeadProps {
  readonly columns: readonly TrialColumn[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  /** Whether rows end with a menu. */
  readonly menus: boolean;
  /** Absent where rows begin with no box. */
  readonly ticked: TickedTrials | null;
}

/** Heads that sort: a click the largest first, another the smallest first, a third the newest trial first. */
export function TrialHead({ columns, sort, onSort, menus, ticked }: TrialHeadProps) {
  const cells = [
    {
      key: "number",
      name: "#",
      numeric: true,
      look: `sticky z-20 bg-surface ${ticked === null ? "left-0 pl-4" : "left-10"}`,
    },
    { key: "state", name: "State", numeric: false, look: "" },
    ...columns.map(({ key, name, numeric, kind }) => ({
      key,
      name,
      numeric,
      look: kind === "objective" ? "text-ink" : "",
    })),
  ];
  return (
    <thead className="sticky top-0 z-10 bg-surface text-xs text-ink-soft *:*:shadow-[inset_0_-1px_0_var(--line)]">
      <tr aria-rowindex={1}>
        {ticked === null ? null : (
          <th scope="col" className="sticky left-0 z-20 bg-surface pl-4">
            <Checkbox
              ref={ticked.boxOfAll}
              checked={ticked.all}
              onCheckedChange={ticked.toggleAll}
              label="Tick all trials that can be stopped"
              labelHidden
            />
          </th>
        )}
        {cells.map(({ key, name, numeric, look }) => {
          const direction = sort === key ? "ascending" : sort === `-${key}` ? "descending" : "none";
          return (
            <th
              key={key}
              scope="col"
              aria-sort={direction}
              title={name}
              className={`px-3 py-2 font-medium last:pr-4 ${look}`}
            >
              <button
                type="button"
                onClick={() => onSort(nextSort(sort, key))}
                className={`group/sort flex w-full min-w-0 items-center gap-1 rounded-sm hover:text-ink ${numeric ? "flex-row-reverse" : ""} ${direction === "none" ? "" : "text-ink"}`}
              >
                <bdi className="truncate">{name}</bdi>
                <Icon
                  name={direction === "ascending" ? "arrowUp" : "arrowDown"}
                  className={`size-3 shrink-0 ${direction === "none" ? "opacity-0 group-hover/sort:opacity-50 group-focus-visible/sort:opacity-50" : ""}`}
                />
              </button>
            </th>
          );
        })}
        {menus ? (
          <th scope="col" className="sticky right-0 z-20 bg-surface">
            <span className="sr-only">Actions</span>
          </th>
        ) : null}
      </tr>
    </thead>
  );
}

function nextSort(sort: string, key: string): string {
  if (sort === `-${key}`) return key;
  return sort === key ? FIRST_SORT : `-${key}`;
}
