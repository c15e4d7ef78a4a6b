interface RunPlotProps {
  /** Accuracy by trial number. */
  readonly run: readonly number[];
  /** How many of them are drawn; the axes are those of all. */
  readonly shown: number;
  readonly width: number;
  readonly height: number;
  readonly className: string;
}

const INSET = { left: 44, right: 10, top: 10, bottom: 26 };
/** Accuracies below this are drawn at the floor: the interesting part is near the top. */
const FLOOR = 0.8;
const TICKS = [0.8, 0.85, 0.9, 0.95, 1];

/** Drawn once per width, so that its letters keep their size on a phone. */
export function RunPlot({ run, shown, width, height, className }: RunPlotProps) {
  const x = (number: number): number =>
    INSET.left + (number / (run.length - 1)) * (width - INSET.left - INSET.right - 8) + 4;
  const y = (accuracy: number): number =>
    height - INSET.bottom - ((Math.max(accuracy, FLOOR) - FLOOR) / (1 - FLOOR)) * (height - INSET.top - INSET.bottom);
  const told = run.slice(0, shown);
  const numbers = Array.from({ length: Math.ceil(run.length / 10) }, (_, index) => index * 10);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Validation accuracy of ${run.length} trials and the best so far, which rises to ${(Math.max(...run) * 100).toFixed(1)} percent`}
      className={`h-auto w-full ${className}`}
    >
      {TICKS.map((tick) => (
        <g key={tick}>
          <line x1={INSET.left} x2={width - INSET.right} y1={y(tick)} y2={y(tick)} className="stroke-line" />
          <text x={INSET.left - 8} y={y(tick) + 4} textAnchor="end" className="fill-ink-faint text-2xs tabular-nums">
            {Math.round(tick * 100)} %
          </text>
        </g>
      ))}
      {numbers.map((number) => (
        <text key={number} x={x(number)} y={height - 6} textAnchor="middle" className="fill-ink-faint text-2xs">
          {number}
        </text>
      ))}
      {told.map((accuracy, number) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the trial's number
          key={number}
          cx={x(number)}
          cy={y(accuracy)}
          r={3.5}
          className={accuracy < FLOOR ? "fill-none stroke-queued" : "fill-completed opacity-85"}
        />
      ))}
      <path d={bestSoFar(told, { x, y })} className="fill-none stroke-accent stroke-2" />
    </svg>
  );
}

interface Scales {
  readonly x: (number: number) => number;
  readonly y: (accuracy: number) => number;
}

/** A step at each improvement, and on to the last trial that was told. */
function bestSoFar(told: readonly number[], { x, y }: Scales): string {
  let best = Number.NEGATIVE_INFINITY;
  const steps = told.flatMap((accuracy, number) => {
    if (accuracy <= best) return [];
    const from = best;
    best = accuracy;
    return [from === Number.NEGATIVE_INFINITY ? `M${x(number)} ${y(accuracy)}` : `H${x(number)}V${y(accuracy)}`];
  });
  return steps.length === 0 ? "" : `${steps.join("")}H${x(told.length - 1)}`;
}
