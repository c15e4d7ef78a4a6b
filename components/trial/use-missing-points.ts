"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/components/workspace/trpc";
import type { TrialPoint } from "@/lib/analysis/trial-point";
import { trialToPoint } from "@/lib/analysis/trial-to-point";

/** A filter holds at most a hundred values; a screen holds fewer rows. */
const AT_ONCE = 90;
const NONE: ReadonlyMap<number, TrialPoint> = new Map();

/** Rows of a very large study, of which plots know a sample only: what is in view is read by itself. */
export function useMissingPoints(request: { readonly studyId: string; readonly numbers: readonly number[] }) {
  const trpc = useTRPC();
  const numbers = request.numbers.slice(0, AT_ONCE);
  const found = useQuery(
    trpc.trial.list.queryOptions(
      { study_id: request.studyId, limit: AT_ONCE, filter: `number in (${numbers.join(", ")})` },
      { enabled: numbers.length > 0, placeholderData: keepPreviousData },
    ),
  );
  return useMemo(
    () =>
      found.data === undefined ? NONE : new Map(found.data.data.map((trial) => [trial.number, trialToPoint(trial)])),
    [found.data],
  );
}
