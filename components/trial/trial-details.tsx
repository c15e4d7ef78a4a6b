import { Badge } from "@/components/ui/badge";
import { BreakableName } from "@/components/ui/breakable-name";
import { Gap } from "@/components/ui/gap";
import { describeOrigin } from "@/lib/analysis/describe-origin";
import { learningCurves } from "@/lib/analysis/learning-curve";
import { isStopping } from "@/lib/analysis/trial-control";
import { describeLineage, describeStanding } from "@/lib/analysis/trial-course";
import { type DifferenceRow, trialDifference } from "@/lib/analysis/trial-difference";
import { trialDurationMs } from "@/lib/analysis/trial-duration";
import type { Study } from "@/lib/contract/study";
import type { Trial, TrialDetail } from "@/lib/contract/trial";
import { formatDuration } from "@/lib/format/duration";
import { formatNumber, toNumber } from "@/lib/format/number";
import { formatParameterName } from "@/lib/format/parameter-name";
import { LearningCurvePlot } from "./learning-curve-plot";
import { TrialArtifacts } from "./trial-artifacts";
import { TrialAttempts } from "./trial-attempts";
import { TrialAttributes } from "./trial-attributes";
import { TrialCorrections } from "./trial-corrections";
import { TrialCheckpoints, TrialRungs } from "./trial-course";
import { TrialSiblings } from "./trial-siblings";
import { TrialStateBadge } from "./trial-state-badge";

interface TrialDetailsProps {
  readonly study: Study;
  readonly trial: TrialDetail;
  readonly incumbent: Trial | null;
  readonly nowMs: number;
  /** Whether this person may stop trials. */
  readonly mayControl: boolean;
  /** Opens another trial. */
  readonly onSelect: (number: number) => void;
}

/** All there is to know of a trial, the most asked for first. */
export function TrialDetails({ study, trial, incumbent, nowMs, mayControl, onSelect }: TrialDetailsProps) {
  const isIncumbent = incumbent?.id === trial.id;
  const other = incumbent === null || isIncumbent ? null : incumbent.assignments;
  const rows = trialDifference({ space: study.search_space, assignments: trial.assignments, other });
  const curves = learningCurves(trial.measurements);
  const ranMs = trialDurationMs(trial, nowMs);
  const standing = describeStanding(trial);
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col gap-2 text-sm">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <TrialStateBadge state={trial.state} stopping={isStopping(trial)} />
          {isIncumbent ? <span className="text-accent-strong">the incumbent</span> : null}
          {ranMs === null ? null : (
            <span className="text-ink-soft">
              {trial.finished_at === null ? "running for" : "ran"} {formatDuration(ranMs)}
            </span>
          )}
          {trial.worker_id === null ? null : <bdi className="text-ink-soft">on {trial.worker_id}</bdi>}
        </div>
        {standing === null ? null : (
          <p className="break-words whitespace-pre-wrap text-ink-soft">
            <bdi>{standing}</bdi>
          </p>
        )}
        <p className="text-ink-soft">
          {describeOrigin(trial.origin)} <Lineage trial={trial} onSelect={onSelect} />
        </p>
      </div>
      <Values trial={trial} />
      <Remarks trial={trial} />
      <section aria-labelledby="trial-assignments">
        <h3 id="trial-assignments" className="mb-1.5 text-sm font-semibold">
          Assignments
          {other === null || incumbent === null ? null : (
            <span className="font-normal text-ink-faint">, beside trial {incumbent.number}, the incumbent</span>
          )}
        </h3>
        <AssignmentRows rows={rows} compared={other !== null} />
      </section>
      {curves.length === 0 ? null : (
        <section aria-labelledby="trial-curves" className="flex flex-col gap-3">
          <h3 id="trial-curves" className="text-sm font-semibold">
            While training
          </h3>
          {curves.map((curve) => (
            <LearningCurvePlot key={curve.metric} curve={curve} />
          ))}
        </section>
      )}
      <TrialRungs trial={trial} nowMs={nowMs} />
      <TrialSiblings trial={trial} study={study} mayControl={mayControl} />
      <TrialCorrections corrections={trial.corrections} nowMs={nowMs} />
      <TrialAttributes attributes={trial.attributes} />
      <TrialArtifacts trialId={trial.id} nowMs={nowMs} />
      <TrialAttempts trial={trial} nowMs={nowMs} />
      <TrialCheckpoints trial={trial} nowMs={nowMs} />
    </div>
  );
}

function Lineage({ trial, onSelect }: Pick<TrialDetailsProps, "trial" | "onSelect">) {
  return describeLineage(trial).map((part) =>
    typeof part === "string" ? (
      part
    ) : (
      <button
        key={part}
        type="button"
        className="rounded-sm text-accent-strong underline decoration-line-strong underline-offset-2 hover:decoration-current"
        onClick={() => onSelect(part)}
      >
        {part}
      </button>
    ),
  );
}

function Values({ trial }: { readonly trial: TrialDetail }) {
  const values = Object.entries(trial.values);
  if (values.length === 0) return null;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3">
      {values.map(([metric, stored]) => (
        <div key={metric}>
          <dt className="text-xs wrap-anywhere text-ink-faint">
            <bdi>{metric}</bdi>
          </dt>
          <dd className="text-lg font-semibold tabular-nums" title={String(stored.value)}>
            {formatNumber(toNumber(stored.value), 6)}
            {stored.std_error === null ? null : (
              <span className="text-sm font-normal text-ink-soft"> ± {formatNumber(stored.std_error, 2)}</span>
            )}
          </dd>
        </div>
      ))}
      {trial.cost === null ? null : (
        <div>
          <dt className="text-xs text-ink-faint">cost</dt>
          <dd className="text-lg font-semibold tabular-nums">{formatNumber(trial.cost, 4)}</dd>
        </div>
      )}
      {trial.feasible === false ? <p className="self-end text-sm text-infeasible">breaks a constraint</p> : null}
    </dl>
  );
}

/** What people wrote beside it. */
function Remarks({ trial: { tags, note } }: { readonly trial: TrialDetail }) {
  if (tags.length === 0 && note === "") return null;
  return (
    <div className="flex flex-col gap-2 text-sm">
      {tags.length === 0 ? null : (
        <ul aria-label="Tags" className="flex flex-wrap gap-1.5">
          {tags.map((tag) => (
            <li key={tag} className="min-w-0">
              <Badge>
                <bdi className="wrap-anywhere">{tag}</bdi>
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {note === "" ? null : (
        <p className="break-words whitespace-pre-wrap">
          <bdi>{note}</bdi>
        </p>
      )}
    </div>
  );
}

function AssignmentRows({ rows, compared }: { readonly rows: readonly DifferenceRow[]; readonly compared: boolean }) {
  return (
    <table className="w-full table-fixed text-sm">
      <thead className="sr-only">
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Value</th>
          {compared ? <th scope="col">Of the incumbent</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, value, exact, other, change, same }) => (
          <tr key={name} className="border-b border-line last:border-b-0">
            <th scope="row" className="py-1 text-left align-baseline font-normal wrap-anywhere text-ink-soft">
              <BreakableName name={formatParameterName(name)} />
            </th>
            <td
              title={exact}
              className={`truncate py-1 pl-3 text-right font-mono text-xs ${same ? "" : "font-semibold"}`}
            >
              {value === null ? <Gap /> : <bdi>{value}</bdi>}
            </td>
            {compared ? (
              <td className="truncate py-1 pl-3 text-right font-mono text-xs text-ink-faint" title={other ?? undefined}>
                {same ? "same" : <bdi>{change ?? other ?? "not set"}</bdi>}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
