"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import { type ControlledTrial, lostByStopping, saidOfStop } from "@/lib/analysis/trial-control";
import type { Trial, TrialDetail } from "@/lib/contract/trial";

/** What a person does with single trials of a study. */
export interface TrialControl {
  /** Stops the trial; asks first where work is lost. */
  readonly stop: (trial: ControlledTrial) => void;
  /** Absent where a client of the study makes its trials. */
  readonly retry: ((trial: ControlledTrial) => void) | null;
}

export interface StopQuestion {
  readonly trial: ControlledTrial;
  readonly lost: string;
  readonly confirm: () => Promise<unknown>;
  readonly leave: () => void;
}

interface DeedsRequest {
  readonly studyId: string;
  /** Opens another trial. */
  readonly onSelect: (number: number) => void;
}

interface ControlRequest extends DeedsRequest {
  readonly mayRetry: boolean;
}

/** The deeds, which stay the same object, and what is to be asked before one. */
export function useTrialControl({
  mayRetry,
  ...request
}: ControlRequest): readonly [TrialControl, StopQuestion | null] {
  const [asked, setAsked] = useState<ControlledTrial | null>(null);
  const { stop, retry } = useTrialDeeds(request);
  const control = useMemo<TrialControl>(
    () => ({
      // A dialog says itself what went wrong; without one, the message does.
      stop: (trial) =>
        lostByStopping(trial) === null ? void stop(trial, true).catch(() => undefined) : setAsked(trial),
      retry: mayRetry ? (trial) => void retry(trial) : null,
    }),
    [stop, retry, mayRetry],
  );
  const lost = asked === null ? null : lostByStopping(asked);
  if (asked === null || lost === null) return [control, null];
  return [control, { trial: asked, lost, confirm: () => stop(asked, false), leave: () => setAsked(null) }];
}

function useTrialDeeds({ studyId, onSelect }: DeedsRequest) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const stopping = useMutation(trpc.trial.stop.mutationOptions());
  const retrying = useMutation(trpc.trial.retry.mutationOptions());
  const { mutateAsync: stopTrial } = stopping;
  const { mutateAsync: retryTrial } = retrying;
  const find = useCallback(
    (number: number) => trpc.trial.find.queryOptions({ study_id: studyId, number }),
    [trpc, studyId],
  );
  /** Rows and plots know trials by their numbers; the id is read with the trial as it is now. */
  const idOf = useCallback(
    async (number: number) => (await queryClient.fetchQuery({ ...find(number), staleTime: 0 })).id,
    [queryClient, find],
  );
  const refuse = useCallback(
    (error: unknown) =>
      toast({
        title: "That did not work",
        description: error instanceof Error ? error.message : "Try again.",
        tone: "danger",
      }),
    [toast],
  );
  const stop = useCallback(
    async (trial: ControlledTrial, told: boolean) => {
      const { queryKey } = find(trial.number);
      try {
        const id = await idOf(trial.number);
        // The panel shows the wish at once; the answer of the server replaces it.
        queryClient.setQueryData(queryKey, (before) => before && wished(before));
        const stopped = await stopTrial({ trial_id: id });
        queryClient.setQueryData(queryKey, (before) => before && after(before, stopped));
        toast({ title: saidOfStop(stopped), tone: "success" });
      } catch (error) {
        await queryClient.invalidateQueries({ queryKey });
        if (told) refuse(error);
        throw error;
      }
    },
    [find, idOf, queryClient, refuse, stopTrial, toast],
  );
  const retry = useCallback(
    async (trial: ControlledTrial) => {
      try {
        const queued = await retryTrial({ trial_id: await idOf(trial.number) });
        toast({
          title: `Trial ${queued.number} is queued with the assignments of trial ${trial.number}`,
          tone: "success",
          action: { label: "Open it", onSelect: () => onSelect(queued.number) },
        });
      } catch (error) {
        refuse(error);
      }
    },
    [idOf, onSelect, refuse, retryTrial, toast],
  );
  return { stop, retry };
}

/** A running trial with the wish that it stop; of one that waits the server says what became of it. */
function wished(trial: TrialDetail): TrialDetail {
  if (trial.state !== "running") return trial;
  return { ...trial, verdict: { verdict: "stop", reason: { rule: "trial_stopped", by: "person" } } };
}

function after(before: TrialDetail, { state, state_reason, finished_at }: Trial): TrialDetail {
  return { ...before, state, state_reason, finished_at };
}
