import { useQuery } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Gap } from "@/components/ui/gap";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import { useTRPC } from "@/components/workspace/trpc";
import { describeStanding, type GroupRow, groupPicture } from "@/lib/analysis/repeat-groups";
import type { Repeats } from "@/lib/contract/repeats";
import type { Objective, Study } from "@/lib/contract/study";
import { formatNumber } from "@/lib/format/number";

/** Groups that are shown; the others are found by the filter. */
const SHOWN_MAX = 12;

interface RepeatsCardProps {
  readonly study: Study;
  readonly repeats: Repeats;
  readonly objective: Objective;
  readonly onSelect: (number: number) => void;
}

/** What repeats say of the best assignments: every value, mean and standard error, and who is out. */
export function RepeatsCard({ study, repeats, objective, onSelect }: RepeatsCardProps) {
  const trpc = useTRPC();
  const groups = useQuery(trpc.study.groups.queryOptions({ study_id: study.id, limit: SHOWN_MAX }));
  const picture = groups.data === undefined ? null : groupPicture(groups.data.groups);
  if (groups.data === undefined || picture === null) return null;
  const { total, race } = groups.data;
  const { rows, low, high } = picture;
  const note = [
    repeats.rule === "all" ? `${repeats.max} trials each` : `race, at most ${repeats.max} trials each`,
    ...(race === null ? [] : [`race ${race.number + 1} ${race.is_over ? "is over" : "is on"}`]),
    ...(total > rows.length ? [`${rows.length} of ${total} assignments`] : []),
  ].join(" · ");
  return (
    <Card id="repeats" title="Repeats" note={note}>
      <Table label="Repeats of the same assignments, the best first" className="max-h-136">
        <TableHead>
          <TableHeadCell>First trial</TableHeadCell>
          <TableHeadCell className="min-w-40">
            <span className="flex justify-between gap-2 font-normal tabular-nums">
              <span>{formatNumber(low)}</span>
              <bdi className="truncate">{objective.metric}</bdi>
              <span>{formatNumber(high)}</span>
            </span>
          </TableHeadCell>
          <TableHeadCell numeric>Mean</TableHeadCell>
          <TableHeadCell numeric>Standard error</TableHeadCell>
          <TableHeadCell numeric>Values</TableHeadCell>
          {repeats.rule === "race" ? <TableHeadCell>Races</TableHeadCell> : null}
        </TableHead>
        <tbody>
          {rows.map((row) => (
            <GroupLine key={row.id} row={row} isRace={repeats.rule === "race"} onSelect={onSelect} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

interface GroupLineProps {
  readonly row: GroupRow;
  readonly isRace: boolean;
  readonly onSelect: (number: number) => void;
}

function GroupLine({ row, isRace, onSelect }: GroupLineProps) {
  return (
    <TableRow>
      <TableCell rowHead className="w-24">
        <button
          type="button"
          className="rounded-sm text-accent-strong underline decoration-line-strong underline-offset-2 hover:decoration-current"
          onClick={() => onSelect(row.number)}
        >
          {row.number}
        </button>
      </TableCell>
      <TableCell className="min-w-40">
        <Strip row={row} />
      </TableCell>
      <TableCell numeric muted={row.isOut}>
        {row.mean === null ? <Gap /> : formatNumber(row.mean)}
      </TableCell>
      <TableCell numeric muted>
        {row.stdError === null ? <Gap /> : `± ${formatNumber(row.stdError, 2)}`}
      </TableCell>
      <TableCell numeric muted>
        {row.n === row.ended ? row.n : `${row.n} of ${row.ended}`}
        {row.endedEarly ? <span className="block text-xs text-ink-faint">group ended</span> : null}
      </TableCell>
      {isRace ? (
        <TableCell muted className="whitespace-nowrap">
          {row.standing === null ? (
            <Gap />
          ) : row.standing === "winner" ? (
            <Badge tone="accent">{describeStanding(row.standing)}</Badge>
          ) : (
            describeStanding(row.standing)
          )}
        </TableCell>
      ) : null}
    </TableRow>
  );
}

/** Every value a dot, the mean a line with its standard error; pale when the assignments are out. The columns beside say it. */
function Strip({ row: { dots, spread, isOut } }: Pick<GroupLineProps, "row">) {
  const at = (place: number): string => `${2 + 96 * place}%`;
  return (
    <svg aria-hidden="true" className={`block h-5 w-full ${isOut ? "text-ink-faint" : "text-accent"}`}>
      <line x1="0" x2="100%" y1="50%" y2="50%" stroke="var(--line)" />
      {spread === null ? null : (
        <>
          <line
            x1={at(spread.from)}
            x2={at(spread.to)}
            y1="50%"
            y2="50%"
            stroke="currentColor"
            strokeWidth="7"
            strokeOpacity="0.25"
          />
          <line x1={at(spread.at)} x2={at(spread.at)} y1="2" y2="18" stroke="currentColor" strokeWidth="2" />
        </>
      )}
      {dots.map(({ number, place }) => (
        <circle key={number} cx={at(place)} cy="50%" r="3" fill="var(--surface)" stroke="currentColor" />
      ))}
    </svg>
  );
}
