import { Specimen } from "./specimen";

const SIZES = [
  ["text-3xl", "The front page’s promise"],
  ["text-2xl", "A large figure"],
  ["text-xl", "A page’s title"],
  ["text-lg", "A dialog’s title"],
  ["text-base", "Running text"],
  ["text-sm", "Tables, forms, most of a page"],
  ["text-xs", "Hints and notes"],
  ["text-2xs", "Labels of axes"],
] as const;

export function TypeSpecimens() {
  return (
    <>
      <Specimen title="Type">
        <ul className="flex flex-col gap-1.5">
          {SIZES.map(([size, use]) => (
            <li key={size} className="flex items-baseline gap-4">
              <code className="w-20 shrink-0 font-mono text-xs text-ink-faint">{size}</code>
              <span className={`min-w-0 ${size}`}>{use}</span>
            </li>
          ))}
        </ul>
        <p className="text-sm">
          <span className="text-ink">ink</span> · <span className="text-ink-soft">ink-soft</span> ·{" "}
          <span className="text-ink-faint">ink-faint</span> · <span className="font-mono">mono 0O 1lI</span> ·{" "}
          <span className="tabular-nums">tabular 1,111.11</span>
        </p>
      </Specimen>
      <Specimen title="Surfaces">
        <div className="flex flex-wrap gap-4 text-xs">
          <span className="rounded-sm border border-line bg-surface p-3">radius-sm, line</span>
          <span className="rounded-md border border-line-strong bg-sunken p-3">radius-md, sunken</span>
          <span className="rounded-lg border border-line bg-surface p-3 shadow-card">radius-lg, shadow-card</span>
          <span className="rounded-lg border border-line-strong bg-raised p-3 shadow-float">raised, shadow-float</span>
        </div>
      </Specimen>
    </>
  );
}
