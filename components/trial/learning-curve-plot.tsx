import { BreakableName } from "@/components/ui/breakable-name";
import type { LearningCurve } from "@/lib/analysis/learning-curve";
import { countOf } from "@/lib/format/count";
import { formatNumber } from "@/lib/format/number";

const [WIDTH, HEIGHT] = [340, 120];
const PAD = { left: 46, right: 10, top: 8, bottom: 20 } as const;

/** What a trial measured while it trained, step by step. */
export function LearningCurvePlot({ curve }: { readonly curve: LearningCurve }) {
  const x = (place: number) => PAD.left + place * (WIDTH - PAD.left - PAD.right);
  const y = (place: number) => HEIGHT - PAD.bottom - place * (HEIGHT - PAD.top - PAD.bottom);
  const last = curve.last === null ? "" : `, at last ${formatNumber(curve.last.value, 5)} at step ${curve.last.step}`;
  return (
    <figure>
      <figcaption className="flex items-baseline justify-between gap-x-3 text-xs text-ink-soft">
        <span className="min-w-0 font-medium wrap-anywhere text-ink">
          <BreakableName name={curve.metric} />
        </span>
        <span className="shrink-0 tabular-nums">
          {countOf(curve.count, "step")}
          {curve.last === null ? null : `, last ${formatNumber(curve.last.value, 5)}`}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${curve.metric} over ${countOf(curve.count, "step")}${last}`}
        className="w-full"
      >
        {curve.values.ticks.map(({ at, label }) => (
          <g key={label}>
            <line x1={PAD.left} x2={WIDTH - PAD.right} y1={y(at)} y2={y(at)} className="stroke-line" />
            <text x={PAD.left - 6} y={y(at) + 3.5} textAnchor="end" className="fill-ink-faint text-[10px] tabular-nums">
              {label}
            </text>
          </g>
        ))}
        {curve.steps.ticks.map(({ at, label }) => (
          <text
            key={label}
            x={x(at)}
            y={HEIGHT - 5}
            textAnchor="middle"
            className="fill-ink-faint text-[10px] tabular-nums"
          >
            {label}
          </text>
        ))}
        {curve.stretches.map((stretch) => (
          <polyline
            key={stretch[0]?.x}
            points={stretch.map((point) => `${x(point.x)},${y(point.y)}`).join(" ")}
            className="fill-none stroke-accent"
            strokeWidth={1.75}
            strokeLinejoin="round"
          />
        ))}
        {curve.stretches
          .filter((stretch) => stretch.length === 1)
          .map(
            ([point]) =>
              point && <circle key={point.x} cx={x(point.x)} cy={y(point.y)} r={2.5} className="fill-accent" />,
          )}
      </svg>
    </figure>
  );
}
