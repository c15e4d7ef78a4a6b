"use client";

import { useRef, useState } from "react";
import { buttonClasses } from "./button-classes";
import { Icon } from "./icon";

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

const SAID_MS = 1600;

/** Copies a text and says whether that worked. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"idle" | "copied" | "failed">("idle");
  const timer = useRef<number>(undefined);
  const copy = async () => {
    window.clearTimeout(timer.current);
    setOutcome(await writeToClipboard(text));
    timer.current = window.setTimeout(() => setOutcome("idle"), SAID_MS);
  };
  const said = { idle: label, copied: "Copied", failed: "Press Ctrl-C" }[outcome];
  return (
    <button type="button" onClick={copy} className={buttonClasses({ variant: "quiet", size: "sm" })}>
      <Icon name={outcome === "copied" ? "check" : "copy"} className="size-3.5" />
      <span aria-live="polite">{said}</span>
    </button>
  );
}

/** Browsers refuse the clipboard on plain http beyond localhost; the person is told instead of nothing happening. */
async function writeToClipboard(text: string): Promise<"copied" | "failed"> {
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    return "failed";
  }
}
