import Link from "next/link";
import { trialStateLook } from "@/components/trial/trial-state-look";
import { describeStudyState, studyProgress } from "@/lib/analysis/study-progress";
import type { Study } from "@/lib/contract/study";
import { countOf, formatCount } from "@/lib/format/count";
import { formatAgo, formatExactTime } from "@/lib/format/date";
import { LiveIndicator } from "./live-indicator";
import { ProgressBar } from "./progress-bar";
import { StudyNotices } from "./study-notices";
import { StudyStateBadge } from "./study-state-badge";
import type { Liveness } from "./use-liveness";

interface StudyHeaderProps {
  readonly study: Study;
  readonly workspaceSlug: string;
  readonly liveness: Liveness;
  readonly nowMs: number;
  readonly actions?: React.ReactNode;
}

/** What the study is, how it stands against its budget, and whether this page follows it. */
export function StudyHeader({ study, workspaceSlug, liveness, nowMs, actions }: StudyHeaderProps) {
  const { because } = describeStudyState(study);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">
          <bdi>{study.name}</bdi>
        </h1>
        <StudyStateBadge study={study} />
        {because === null ? null : <p className="text-xs text-ink-soft">{because}</p>}
        <LiveIndicator liveness={liveness} />
        <div className="flex flex-wrap items-center gap-2 max-sm:basis-full sm:ml-auto">{actions}</div>
      </div>
      <dl className="flex flex-wrap gap-x-8 gap-y-3 max-sm:gap-x-6 max-sm:gap-y-2">
        <Fact name="Objective">
          {study.objectives.map(({ metric, direction }) => (
            <span key={metric} className="mr-2">
              {direction} <bdi className="font-medium">{metric}</bdi>
            </span>
          ))}
        </Fact>
        <Fact name="Sampler">{study.sampler.name}</Fact>
        {study.scheduler === null ? null : <Fact name="Scheduler">{study.scheduler.name}</Fact>}
        {study.warm_start.length === 0 ? null : (
          <Fact name="Learns from">
            <WarmStartLinks study={study} workspaceSlug={workspaceSlug} />
          </Fact>
        )}
        <Fact name="Parameters">{formatCount(Object.keys(study.search_space).length)}</Fact>
        <Fact name="Seed">
          <span className="tabular-nums">{study.seed}</span>
        </Fact>
        <Fact name="Created">
          <time dateTime={study.created_at} title={formatExactTime(study.created_at)}>
            {formatAgo(study.created_at, nowMs)}
          </time>
        </Fact>
      </dl>
      <StudyNotices study={study} />
      <Progress study={study} />
    </div>
  );
}

function WarmStartLinks({ study, workspaceSlug }: Pick<StudyHeaderProps, "study" | "workspaceSlug">) {
  return (
    <ul className="flex flex-wrap gap-x-3">
      {study.warm_start.map(({ study_id, project_id, name, results }) => (
        <li key={study_id} className="wrap-anywhere">
          <Link
            href={`/${workspaceSlug}/${project_id}/${study_id}`}
            className="rounded-sm font-medium hover:text-accent-strong hover:underline"
          >
            <bdi>{name}</bdi>
          </Link>{" "}
          <span className="text-ink-faint">{countOf(results, "result")}</span>
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-2xs font-medium tracking-wide text-ink-faint uppercase">{name}</dt>
      <dd className="text-sm">{children}</dd>
    </div>
  );
}

function Progress({ study }: { readonly study: Study }) {
  const progress = studyProgress(study);
  return (
    <section aria-label="Progress" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1 text-sm">
        <p className="tabular-nums" data-testid="progress-count">
          <span className="text-lg font-semibold">{formatCount(progress.ended)}</span>
          <span className="text-ink-soft">
            {progress.budget === null ? " ended" : ` of ${formatCount(progress.budget)} trials`}
          </span>
        </p>
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft max-sm:order-last max-sm:basis-full">
          {progress.segments.map(({ state, count }) => (
            <li key={state} className="flex items-center gap-1.5 tabular-nums">
              <span aria-hidden="true" className={`size-2 rounded-full ${trialStateLook[state].fill}`} />
              {formatCount(count)} {trialStateLook[state].label.toLowerCase()}
            </li>
          ))}
        </ul>
        {progress.percent === null ? null : (
          <p className="ml-auto text-sm text-ink-soft tabular-nums">{progress.percent} %</p>
        )}
      </div>
      <ProgressBar progress={progress} />
    </section>
  );
}
