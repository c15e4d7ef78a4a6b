import Link from "next/link";
import { buttonClasses } from "@/components/ui/button-classes";
import { EmptyState } from "@/components/ui/empty-state";
import { countOf } from "@/lib/format/count";
import type { Omitted } from "./compare-notices";

interface TooFewStudiesProps {
  readonly omitted: Omitted;
  readonly repeated: number;
  readonly found: number;
  readonly projectHref: string;
}

/** An address that names fewer than two studies that can be shown: why, and how to get to one that does. */
export function TooFewStudies({ omitted, repeated, found, projectHref }: TooFewStudiesProps) {
  return (
    <EmptyState
      title="Choose two studies or more"
      level="h1"
      icon="chart"
      actions={
        <Link href={projectHref} className={buttonClasses({ variant: "primary" })}>
          Choose studies
        </Link>
      }
    >
      {reason({ missing: omitted.missing, repeated, found })} Select the studies in the project's list, then compare.
    </EmptyState>
  );
}

function reason({ missing, repeated, found }: { missing: number; repeated: number; found: number }): string {
  const shown = found === 1 ? "only one study that can be shown" : "no study that can be shown";
  if (missing > 0) {
    return `This address names ${shown}; ${countOf(missing, "other", "others")} ${missing === 1 ? "is" : "are"} not in this project, or gone.`;
  }
  if (repeated > 0) return "This address names one study more than once.";
  return found === 1 ? "This address names only one study." : "This address names no study.";
}
