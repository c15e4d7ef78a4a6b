import { AssignmentList } from "@/components/trial/assignment-list";
import { Card } from "@/components/ui/card";
import type { SharedStudy } from "@/lib/contract/shared-study";
import { formatNumber, toNumber } from "@/lib/format/number";

/** The best trial so far: what it scored and, where the link shows them, its assignments. */
export function SharedIncumbentCard({ shared }: { readonly shared: SharedStudy }) {
  const { incumbent, parameters } = shared;
  return (
    <Card
      id="incumbent"
      title="Best so far"
      className="self-start max-lg:order-first max-lg:w-full print:break-inside-avoid"
    >
      {incumbent === null ? (
        <p className="px-4 py-6 text-sm text-ink-soft">The best trial stands here as soon as one has completed.</p>
      ) : (
        <div className="flex flex-col gap-4 p-4">
          <dl className="flex flex-col gap-3">
            {incumbent.values.map(({ metric, value }, index) => (
              <div key={metric}>
                <dt className="text-sm wrap-anywhere text-ink-soft">
                  <bdi>{metric}</bdi>
                  {index === 0 ? `, trial ${incumbent.number}` : ""}
                </dt>
                <dd
                  className={`font-semibold tracking-tight tabular-nums ${index === 0 ? "text-2xl" : "text-lg"}`}
                  data-testid={index === 0 ? "shared-best" : undefined}
                >
                  {formatNumber(toNumber(value), 6)}
                </dd>
              </div>
            ))}
          </dl>
          {incumbent.assignments === null || parameters === null ? null : (
            <div className="border-t border-line pt-3">
              <AssignmentList assignments={incumbent.assignments} parameters={parameters} />
            </div>
          )}
        </div>
      )}
    </Card>
  );
}
