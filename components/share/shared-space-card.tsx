import { BreakableName } from "@/components/ui/breakable-name";
import { Card } from "@/components/ui/card";
import { describeSharedParameter } from "@/lib/analysis/shared-study";
import type { SharedParameter } from "@/lib/contract/shared-study";
import { countOf } from "@/lib/format/count";
import { formatParameterName } from "@/lib/format/parameter-name";

/** What was searched: each parameter with its domain, as a list that a phone can show. */
export function SharedSpaceCard({ parameters }: { readonly parameters: readonly SharedParameter[] }) {
  return (
    <Card id="search-space" title="Search space" note={countOf(parameters.length, "parameter")}>
      <dl className="divide-y divide-line">
        {parameters.map(describeSharedParameter).map(({ name, type, domain, note }) => (
          <div key={name} className="grid gap-x-6 gap-y-0.5 px-4 py-2 text-sm sm:grid-cols-[14rem_minmax(0,1fr)]">
            <dt className="min-w-0 wrap-anywhere">
              <span className="font-medium">
                <BreakableName name={formatParameterName(name)} />
              </span>{" "}
              <span className="text-xs text-ink-faint">{type}</span>
            </dt>
            <dd className="min-w-0 break-words tabular-nums">
              <bdi>{domain}</bdi>
              {note === null ? null : <span className="text-ink-soft">, {note}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
