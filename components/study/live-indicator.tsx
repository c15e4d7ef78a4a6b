import type { Liveness } from "./use-liveness";

const LOOKS: Readonly<Record<Liveness, { readonly text: string; readonly dot: string }>> = {
  live: { text: "Live", dot: "bg-accent animate-breathe" },
  connecting: { text: "Connecting", dot: "bg-queued" },
  reconnecting: { text: "Reconnecting", dot: "bg-running animate-breathe" },
};

/** Whether the page follows the study at this moment. */
export function LiveIndicator({ liveness }: { readonly liveness: Liveness }) {
  const { text, dot } = LOOKS[liveness];
  return (
    <p role="status" className="flex items-center gap-1.5 text-xs text-ink-soft" data-liveness={liveness}>
      <span aria-hidden="true" className={`size-2 rounded-full ${dot}`} />
      {text}
    </p>
  );
}
