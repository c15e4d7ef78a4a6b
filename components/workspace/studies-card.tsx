"use client";

import { type ReactNode, useState } from "react";
import { StudyListTable } from "@/components/study/study-list-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { StudySummary } from "@/lib/contract/study-summary";
import { countOfAll, formatCount } from "@/lib/format/count";

/** A home page is read at a glance; the rest is one step away. */
const SHOWN_FIRST = 6;

interface StudiesCardProps {
  readonly id: string;
  readonly title: string;
  readonly studies: readonly StudySummary[];
  /** How many of them there are, where not all were read. */
  readonly total: number;
  readonly workspaceSlug: string;
  readonly mayWrite: boolean;
  readonly nowMs: number;
  /** What is said when there are none. */
  readonly children?: ReactNode;
}

/** A list of studies that begins short. */
export function StudiesCard({ id, title, studies, total, children, ...shared }: StudiesCardProps) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? studies : studies.slice(0, SHOWN_FIRST);
  return (
    <Card id={id} title={title} note={countOfAll(studies.length, total, "study", "studies")}>
      {studies.length === 0 ? (
        <p className="px-4 py-6 text-sm text-ink-soft">{children}</p>
      ) : (
        <StudyListTable studies={shown} {...shared} />
      )}
      {studies.length > SHOWN_FIRST ? (
        <div className="border-t border-line px-2 py-1.5">
          <Button variant="quiet" size="sm" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? "Show fewer" : `Show ${formatCount(studies.length - SHOWN_FIRST)} more`}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
