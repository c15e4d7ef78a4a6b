import { digitsRun } from "./digits-run";

const WIDTH = 560;
const HEIGHT = 260;
const INSET = { left: 44, right: 12, top: 14, bottom: 30 };
/** Accuracies below this are drawn at the floor: the interesting part is near the top. */
const FLOOR = 0.6;

const x = (number: number): number =>
  INSET.left + (number / (digitsRun.length - 1)) * (WIDTH - INSET.left - INSET.right);
const y = (accuracy: number): number =>
  HEIGHT - INSET.bottom - ((Math.max(accuracy, FLOOR) - FLOOR) / (1 - FLOOR)) * (HEIGHT - INSET.top - INSET.bottom);

const TICKS = [0.6, 0.7, 0.8, 0.9, 1];

/** The first number from which each best value held. */
const improvements = digitsRun.flatMap((best, number) =>
  best > Math.max(0, ...digitsRun.slice(0, number)) ? [{ number, best }] : [],
);

const bestSoFar = improvements
  .map(({ number, best }, index) => {
    const until = improvements[index + 1]?.number ?? digitsRun.length - 1;
    return `${index === 0 ? "M" : "L"}${x(number)} ${y(best)}H${x(until)}`;
  })
  .join("");

/** A study that improves, drawn from a run that took place: each dot a trial, the line the best so far. */
export function RunPicture() {
  const best = improvements.at(-1);
  return (
    <figure className="min-w-0 rounded-lg border border-line bg-surface p-4 shadow-card">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="font-medium">Handwritten digits, 40 trials, four workers</span>
        <span className="tabular-nums text-ink-soft">
          best {((best?.best ?? 0) * 100).toFixed(1)} % at trial {best?.number}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label="Validation accuracy of 40 trials and the best so far, which rises to 97.3 percent"
        className="mt-3 h-auto w-full"
      >
        {TICKS.map((tick) => (
          <g key={tick}>
            <line x1={INSET.left} x2={WIDTH - INSET.right} y1={y(tick)} y2={y(tick)} className="stroke-line" />
            <text x={INSET.left - 8} y={y(tick) + 4} textAnchor="end" className="fill-ink-faint text-2xs tabular-nums">
              {tick * 100} %
            </text>
          </g>
        ))}
        {[0, 10, 20, 30, 39].map((number) => (
          <text key={number} x={x(number)} y={HEIGHT - 8} textAnchor="middle" className="fill-ink-faint text-2xs">
            {number}
          </text>
        ))}
        {digitsRun.map((accuracy, number) => (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the trial's number
            key={number}
            cx={x(number)}
            cy={y(accuracy)}
            r={3.5}
            className={accuracy < FLOOR ? "fill-none stroke-queued" : "fill-completed opacity-70"}
          />
        ))}
        <path d={bestSoFar} pathLength={1} className="animate-draw fill-none stroke-accent stroke-2" />
      </svg>
      <p className="mt-2 text-xs text-ink-faint">
        From a run of <code className="font-mono">npm run demo</code>. Hollow: below {FLOOR * 100} %.
      </p>
    </figure>
  );
}
