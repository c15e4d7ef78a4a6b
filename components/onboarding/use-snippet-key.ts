"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPCClient } from "@/components/workspace/trpc";

/** A program that is only tried out needs its key for a week at most. */
const KEY_DAYS = 7;

export interface SnippetKey {
  /** The key of the program on this page. It is nowhere but in this page's memory: a reload needs a new one. */
  readonly secret: string | undefined;
  readonly busy: boolean;
  readonly fault: string | undefined;
  readonly make: (projectId: string) => void;
}

/** Makes a worker key for the program that is shown, when asked to. */
export function useSnippetKey(): SnippetKey {
  const client = useTRPCClient();
  const [secret, setSecret] = useState<string>();
  const create = useMutation({
    // The secret goes to the page's own state and not into what the page remembers of its requests.
    mutationFn: async (projectId: string) => {
      const made = await client["api-key"].create.mutate({
        name: "First program",
        kind: "wrk",
        project_id: projectId,
        expires_in_days: KEY_DAYS,
      });
      setSecret(made.secret);
    },
  });
  return {
    secret,
    busy: create.isPending,
    fault: create.error === null ? undefined : create.error.message,
    make: (projectId) => create.mutate(projectId),
  };
}
