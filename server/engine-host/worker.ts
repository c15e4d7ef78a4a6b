import { suggest } from "@/lib/engine/engine";
import type { SuggestMessage, SuggestReply } from "@/lib/engine/messages";

/** The thread's entry, built to a file of its own; piscina calls it by this name. */
export function suggestInWorker(message: SuggestMessage): SuggestReply {
  return suggest(message);
}
