import { planLevels } from "@/lib/analysis/study-plan";
import type { StudyPlan } from "@/lib/contract/study-plan";
import { formatCount } from "@/lib/format/count";

/** How many trials come to each resource, as bars; those that go on from there are the full part. */
export function PlanRungs({ plan }: { readonly plan: StudyPlan }) {
  const { rows, left } = planLevels(plan);
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Trials at each {plan.resource?.name ?? "step"}</caption>
      <thead>
        <tr className="text-left text-xs text-ink-faint">
          <th scope="col" className="pr-3 font-normal">
            {plan.resource?.name ?? "step"}
          </th>
          <th scope="col" className="w-full pr-3 font-normal">
            trials
          </th>
          <th scope="col" className="pr-3 text-right font-normal whitespace-nowrap">
            come here
          </th>
          <th scope="col" className="text-right font-normal whitespace-nowrap">
            go on
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ resource, results, goOn, width, goOnWidth }) => (
          <tr key={resource}>
            <th scope="row" className="tnum pr-3 text-right font-normal text-ink-soft">
              {formatCount(resource)}
            </th>
            <td className="pr-3">
              <span aria-hidden="true" className="relative block h-3 rounded-sm bg-accent-soft" style={{ width }}>
                <span className="absolute inset-y-0 left-0 rounded-sm bg-accent" style={{ width: goOnWidth }} />
              </span>
            </td>
            <td className="tnum pr-3 text-right">{formatCount(results)}</td>
            <td className="tnum text-right text-ink-soft">{goOn === null ? "" : formatCount(goOn)}</td>
          </tr>
        ))}
        {left > 0 ? (
          <tr>
            <td colSpan={4} className="text-xs text-ink-faint">
              and {formatCount(left)} more between them
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
