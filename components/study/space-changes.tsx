import { Badge } from "@/components/ui/badge";
import type { SpaceChange } from "@/lib/contract/space-revision";

const WORDS: Readonly<Record<SpaceChange["kind"], string>> = {
  added: "new",
  removed: "gone",
  widened: "wider",
  narrowed: "narrower",
  moved: "moved",
  condition: "condition",
  adjusted: "adjusted",
};

interface SpaceChangesProps {
  readonly changes: readonly SpaceChange[];
  /** How many there are, when fewer are given. */
  readonly total: number;
}

/** What changes of a search space, parameter by parameter. */
export function SpaceChanges({ changes, total }: SpaceChangesProps) {
  const shown = changes.slice(0, 50);
  return (
    <ul className="flex flex-col gap-1.5 text-sm">
      {shown.map(({ parameter, kind, detail }) => (
        <li key={`${parameter} ${kind} ${detail}`} className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
          <code className="font-mono wrap-anywhere">{parameter ?? "constraints"}</code>
          <Badge>{WORDS[kind]}</Badge>
          <span className="min-w-0 wrap-anywhere text-ink-soft">{detail}</span>
        </li>
      ))}
      {total > shown.length ? <li className="text-ink-faint">and {total - shown.length} more</li> : null}
    </ul>
  );
}
