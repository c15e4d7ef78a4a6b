"use client";

import { useEffect } from "react";

export type Liveness = "connecting" | "live" | "reconnecting";

interface Stream {
  readonly status: "idle" | "connecting" | "pending" | "error";
  readonly error: unknown;
  readonly reset: () => void;
}

const RETRY_MS = 2000;

/** Whether a stream of notices flows. One that was refused or ended is asked for again. */
export function useLiveness({ status, error, reset }: Stream): Liveness {
  // The network is outside React.
  useEffect(() => {
    if (status !== "error" && status !== "idle") return;
    const timer = window.setTimeout(reset, RETRY_MS);
    return () => window.clearTimeout(timer);
  }, [status, reset]);
  if (status === "pending") return "live";
  return error === null && status === "connecting" ? "connecting" : "reconnecting";
}
