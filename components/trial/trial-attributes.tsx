import { BreakableName } from "@/components/ui/breakable-name";
import type { TrialDetail } from "@/lib/contract/trial";
import { formatAttribute } from "@/lib/format/attribute";
import { countOf } from "@/lib/format/count";

const KEYS_SHOWN_MAX = 100;
const VALUE_LENGTH_MAX = 400;

/** What programs noted beside the trial; long values end where the eye would. */
export function TrialAttributes({ attributes }: Pick<TrialDetail, "attributes">) {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return null;
  const more = entries.length - KEYS_SHOWN_MAX;
  return (
    <section aria-labelledby="trial-attributes">
      <h3 id="trial-attributes" className="mb-1.5 text-sm font-semibold">
        Attributes
      </h3>
      <dl className="flex flex-col text-sm">
        {entries.slice(0, KEYS_SHOWN_MAX).map(([key, value]) => (
          <div
            key={key}
            className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-3 border-b border-line py-1 last:border-b-0"
          >
            <dt className="wrap-anywhere text-ink-soft">
              <BreakableName name={key} />
            </dt>
            <dd className="text-right font-mono text-xs wrap-anywhere">
              <bdi>{shortened(formatAttribute(value))}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {more > 0 ? <p className="mt-1 text-xs text-ink-faint">and {countOf(more, "attribute")} more</p> : null}
    </section>
  );
}

function shortened(text: string): string {
  return text.length <= VALUE_LENGTH_MAX ? text : `${text.slice(0, VALUE_LENGTH_MAX)}…`;
}
