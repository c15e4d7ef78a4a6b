"use client";

import { useState } from "react";
import { BestSoFarCard } from "@/components/compare/best-so-far-card";
import { seriesLooks } from "@/components/compare/series-look";
import { parseCompareView } from "@/lib/analysis/compare-address";
import type { ComparedStudy } from "@/lib/analysis/compared-study";
import { SERIES_SLOTS } from "@/lib/analysis/series-slots";
import { Specimen } from "./specimen";

const TRIALS = 40;

/** A plot in its frame, with every series color there is: legend, hover, zoom, table and files work. */
export function ChartSpecimens() {
  const [view, setView] = useState(parseCompareView({}));
  return (
    <Specimen title="Charts">
      <BestSoFarCard
        studies={STUDIES}
        objective={{ metric: "loss", direction: "minimize" }}
        looks={seriesLooks(STUDIES.map(({ id }) => id))}
        view={view}
        onView={(change) => setView((before) => ({ ...before, ...change }))}
        remarks={[]}
      />
    </Specimen>
  );
}

const STUDIES: readonly ComparedStudy[] = Array.from({ length: SERIES_SLOTS }, (_, study) => ({
  id: `study-${study + 1}`,
  name: `Study ${study + 1}`,
  points: Array.from({ length: TRIALS }, (_, number) => ({
    number,
    state: "completed",
    feasible: true,
    stopping: false,
    values: { loss: (study + 1) / (1 + number / (study + 2)) },
    params: {},
    startedAt: 60_000 * number,
    finishedAt: 60_000 * (number + 1),
  })),
}));
