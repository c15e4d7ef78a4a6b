import { NameMark } from "@/components/layout/name-mark";
import { ProgressBar } from "@/components/study/progress-bar";
import { StudyStateBadge } from "@/components/study/study-state-badge";
import { trialStateLook } from "@/components/trial/trial-state-look";
import { Badge } from "@/components/ui/badge";
import { Message } from "@/components/ui/message";
import { sharedTable } from "@/lib/analysis/shared-study";
import { describeStudyState, studyProgress } from "@/lib/analysis/study-progress";
import { SHARED_PICTURES_MAX, type SharedStudy } from "@/lib/contract/shared-study";
import { countOf, formatCount } from "@/lib/format/count";
import { formatAgo, formatDate, formatExactTime } from "@/lib/format/date";
import { SharedHistoryCard } from "./shared-history-card";
import { SharedIncumbentCard } from "./shared-incumbent-card";
import { SharedSpaceCard } from "./shared-space-card";
import { SharedTrialsCard } from "./shared-trials-card";

/** A study for people without an account: read once, on a phone, from top to bottom. */
export function SharedStudyPage({ shared }: { readonly shared: SharedStudy }) {
  return (
    <>
      <main id="content" className="mx-auto flex max-w-5xl flex-col gap-6 px-4 py-6 sm:px-6 sm:py-8">
        <SharedHeader shared={shared} />
        <Progress shared={shared} />
        {shared.history.numbers.length === 0 ? (
          <div className="rounded-lg border border-line bg-surface shadow-card">
            <Message level="h2" title="No trial has begun yet">
              Values and the best trial stand here as soon as there are some.
            </Message>
          </div>
        ) : (
          <Results shared={shared} />
        )}
        {shared.search_space === null ? null : <SharedSpaceCard parameters={shared.search_space} />}
      </main>
      <footer className="mx-auto flex max-w-5xl flex-wrap gap-x-4 gap-y-1 px-4 pb-10 text-xs text-ink-faint sm:px-6">
        <p>As of {formatExactTime(shared.as_of)}. Open it again for what came since.</p>
        <p>This link works until {formatDate(shared.expires_at)}.</p>
      </footer>
    </>
  );
}

function Results({ shared }: { readonly shared: SharedStudy }) {
  const table = sharedTable(shared);
  const total = Object.values(shared.trial_counts).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_18rem] print:grid-cols-1">
        <div className="flex min-w-0 flex-col gap-6">
          {shared.objectives.slice(0, SHARED_PICTURES_MAX).map((objective) => (
            <SharedHistoryCard key={objective.metric} objective={objective} history={shared.history} total={total} />
          ))}
        </div>
        <SharedIncumbentCard shared={shared} />
      </div>
      {table === null ? null : <SharedTrialsCard table={table} />}
    </>
  );
}

function SharedHeader({ shared }: { readonly shared: SharedStudy }) {
  const asOfMs = Date.parse(shared.as_of);
  const { because } = describeStudyState(shared);
  return (
    <header className="flex flex-col gap-3">
      <p className="flex items-center gap-2 text-xs text-ink-soft">
        <NameMark className="size-5" />
        Shared with Tellus
      </p>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight text-balance break-words sm:text-2xl">
          <bdi>{shared.title}</bdi>
        </h1>
        <StudyStateBadge study={shared} />
        {because === null ? null : <p className="text-xs text-ink-soft">{because}</p>}
      </div>
      {shared.tags === null || shared.tags.length === 0 ? null : (
        <ul aria-label="Tags" className="flex flex-wrap gap-1.5">
          {shared.tags.map((tag) => (
            <li key={tag} className="min-w-0">
              <Badge>
                <bdi className="truncate">{tag}</bdi>
              </Badge>
            </li>
          ))}
        </ul>
      )}
      <dl className="flex flex-wrap gap-x-8 gap-y-3">
        <Fact name={shared.objectives.length === 1 ? "Objective" : "Objectives"}>
          {shared.objectives.map(({ metric, direction }) => (
            <span key={metric} className="mr-3">
              {direction} <bdi className="font-medium break-all">{metric}</bdi>
            </span>
          ))}
        </Fact>
        <Fact name="Created">
          <time dateTime={shared.created_at} title={formatExactTime(shared.created_at)}>
            {formatAgo(shared.created_at, asOfMs)}
          </time>
        </Fact>
        {shared.last_activity_at === null ? null : (
          <Fact name="Last activity">
            <time dateTime={shared.last_activity_at} title={formatExactTime(shared.last_activity_at)}>
              {formatAgo(shared.last_activity_at, asOfMs)}
            </time>
          </Fact>
        )}
      </dl>
    </header>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-2xs font-medium tracking-wide text-ink-faint uppercase">{name}</dt>
      <dd className="text-sm">{children}</dd>
    </div>
  );
}

function Progress({ shared }: { readonly shared: SharedStudy }) {
  const progress = studyProgress({ ...shared, limits: { max_trials: shared.max_trials } });
  return (
    <section aria-label="Progress" className="flex flex-col gap-2">
      <p className="flex flex-wrap items-baseline gap-x-3 text-sm tabular-nums">
        <span>
          <span className="text-lg font-semibold">{formatCount(progress.ended)}</span>
          <span className="text-ink-soft">
            {progress.budget === null ? " ended" : ` of ${countOf(progress.budget, "trial")}`}
          </span>
        </span>
        {progress.percent === null ? null : <span className="ml-auto text-ink-soft">{progress.percent} %</span>}
      </p>
      <ProgressBar progress={progress} />
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
        {progress.segments.map(({ state, count }) => (
          <li key={state} className="flex items-center gap-1.5 tabular-nums">
            <span aria-hidden="true" className={`size-2 rounded-full ${trialStateLook[state].fill}`} />
            {formatCount(count)} {trialStateLook[state].label.toLowerCase()}
          </li>
        ))}
      </ul>
    </section>
  );
}
