import Link from "next/link";
import { ChartMark } from "@/components/chart/chart-legend";
import { StudyStateBadge } from "@/components/study/study-state-badge";
import { TrialsProgress } from "@/components/study/trials-progress";
import { Badge } from "@/components/ui/badge";
import { buttonClasses } from "@/components/ui/button-classes";
import { Card } from "@/components/ui/card";
import { Gap } from "@/components/ui/gap";
import { Icon } from "@/components/ui/icon";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import type { OverviewResult, OverviewRow } from "@/lib/analysis/compare-overview";
import { studyProgress } from "@/lib/analysis/study-progress";
import type { Objective } from "@/lib/contract/study";
import { countOf, formatCount } from "@/lib/format/count";
import type { SeriesLook } from "./series-look";

interface OverviewCardProps {
  readonly rows: readonly OverviewRow[];
  readonly objective: Objective;
  readonly looks: ReadonlyMap<string, SeriesLook>;
  readonly studyHref: (id: string) => string;
  /** The comparison with this study first: the one the others are compared with. */
  readonly firstHref: (id: string) => string;
  /** The comparison without this study; absent when too few would be left. */
  readonly withoutHref: ((id: string) => string) | null;
}

/** The studies at a glance, a row each. No link is fetched ahead: each would be a whole comparison or study. */
export function OverviewCard({ rows, objective, looks, studyHref, firstHref, withoutHref }: OverviewCardProps) {
  return (
    <Card id="overview" title="At a glance" note={`${objective.direction} ${objective.metric}`}>
      <Table label="Studies compared">
        <TableHead>
          <TableHeadCell>Study</TableHeadCell>
          <TableHeadCell className="max-sm:hidden">State</TableHeadCell>
          <TableHeadCell className="max-md:hidden">Trials</TableHeadCell>
          <TableHeadCell numeric>Best</TableHeadCell>
          <TableHeadCell numeric>Median</TableHeadCell>
          <TableHeadCell numeric>Middle half</TableHeadCell>
          <TableHeadCell numeric>Values</TableHeadCell>
          <TableHeadCell>
            <span className="sr-only">Actions</span>
          </TableHeadCell>
        </TableHead>
        <tbody>
          {rows.map(({ study, result }, index) => (
            <TableRow key={study.id}>
              <TableCell rowHead className="max-w-40 min-w-32 sm:w-full sm:max-w-0 sm:min-w-44">
                <span className="flex items-center gap-2">
                  <ChartMark mark="square" color={looks.get(study.id)?.color ?? "ink"} />
                  <Link
                    href={studyHref(study.id)}
                    prefetch={false}
                    className="rounded-sm hover:text-accent-strong hover:underline max-sm:line-clamp-2 max-sm:wrap-anywhere sm:truncate"
                    title={study.name}
                  >
                    <bdi>{study.name}</bdi>
                  </Link>
                </span>
                <span className="mt-0.5 block pl-6.5 text-xs font-normal text-ink-faint">{study.sampler.name}</span>
              </TableCell>
              <TableCell className="max-sm:hidden">
                <StudyStateBadge study={study} />
              </TableCell>
              <TableCell className="max-md:hidden">
                <TrialsProgress progress={studyProgress(study)} className="w-40" />
              </TableCell>
              <ResultCells result={result} />
              <TableCell>
                <span className="flex items-center justify-end gap-1">
                  {index === 0 ? (
                    <Badge title="The others are compared with this one">first</Badge>
                  ) : (
                    <Link
                      href={firstHref(study.id)}
                      prefetch={false}
                      className={buttonClasses({ variant: "quiet", size: "sm" })}
                      aria-label={`Put first: ${study.name}`}
                    >
                      Put first
                    </Link>
                  )}
                  {withoutHref === null ? null : (
                    <Link
                      href={withoutHref(study.id)}
                      prefetch={false}
                      className={buttonClasses({ variant: "quiet", size: "sm" })}
                      aria-label={`Leave ${study.name} out`}
                    >
                      <Icon name="close" className="size-3.5" />
                    </Link>
                  )}
                </span>
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function ResultCells({ result }: { readonly result: OverviewResult | null }) {
  if (result === null) {
    return (
      <td colSpan={4} className="px-3 py-2 text-right text-ink-faint">
        has another objective
      </td>
    );
  }
  const { best, leads, median, middleHalf, values, withoutValue } = result;
  return (
    <>
      <TableCell numeric>
        {best === null ? (
          <Gap />
        ) : (
          <span className={leads ? "font-semibold text-accent-strong" : "font-medium"}>{best.text}</span>
        )}
        <span className="block text-xs text-ink-faint">
          {best === null ? "no value yet" : `trial ${best.trial}${leads ? ", best of all" : ""}`}
        </span>
      </TableCell>
      <TableCell numeric>{median ?? <Gap />}</TableCell>
      <TableCell numeric muted>
        {middleHalf ?? <Gap />}
      </TableCell>
      <TableCell numeric>
        {formatCount(values)}
        {withoutValue === 0 ? null : (
          <span className="block text-xs text-ink-faint">{countOf(withoutValue, "trial")} without</span>
        )}
      </TableCell>
    </>
  );
}
