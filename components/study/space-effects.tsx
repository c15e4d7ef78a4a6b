import type { SpacePreview } from "@/lib/contract/space-revision";
import { countOf, formatCount } from "@/lib/format/count";
import { SpaceChanges } from "./space-changes";

const NAMED_MAX = 12;

/** What a changed space would mean for the study's trials. */
export function SpaceEffects({ preview }: { readonly preview: SpacePreview }) {
  const { changes, cancelled, closed_groups: closed, fits, reopened } = preview;
  if (changes.length === 0) return <p className="text-sm text-ink-soft">The space is as it was.</p>;
  const named = cancelled.trials.slice(0, NAMED_MAX).map(({ number }) => `#${number}`);
  return (
    <div className="flex flex-col gap-3">
      <SpaceChanges changes={changes} total={changes.length} />
      {cancelled.total > 0 ? (
        <p className="text-sm">
          <strong className="font-semibold">{countOf(cancelled.total, "enqueued trial")}</strong> will be cancelled, as
          not fitting:{" "}
          <span className="tnum">{`${named.join(", ")}${cancelled.total > named.length ? ", …" : ""}`}</span>
        </p>
      ) : null}
      {closed > 0 ? (
        <p className="text-sm">
          <strong className="font-semibold">{countOf(closed, "group")} of repeats</strong> will get no more trials, as{" "}
          {closed === 1 ? "its" : "their"} assignments do not fit; what runs may finish.
        </p>
      ) : null}
      {reopened ? <p className="text-sm">The study goes on: there is more to try.</p> : null}
      {fits.looked_at > 0 ? <Fits fits={fits} /> : null}
      <p className="text-sm text-ink-faint">
        Trials that were handed out finish under the space they have; suggestions nobody was given are made anew.
      </p>
    </div>
  );
}

function Fits({ fits }: { readonly fits: SpacePreview["fits"] }) {
  const rows = [
    ["used as they are", fits.same],
    ["used with defaults of new parameters", fits.filled],
    ["beside the new space, still learnt from", fits.outside],
    ["kept, no longer learnt from", fits.elsewhere],
  ] as const;
  return (
    <div>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">
        {rows
          .filter(([, count]) => count > 0)
          .map(([what, count]) => (
            <div key={what} className="col-span-2 grid grid-cols-subgrid">
              <dt className="order-2 text-ink-soft">{what}</dt>
              <dd className="tnum order-1 text-right">{countOf(count, "trial")}</dd>
            </div>
          ))}
      </dl>
      <p className="mt-1 text-xs text-ink-faint">Of the newest {formatCount(fits.looked_at)} that ended.</p>
    </div>
  );
}
