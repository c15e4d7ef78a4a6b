import type { z } from "zod";
import type { StudyEvent } from "@/lib/contract/event";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";

export const eventSelect = {
  id: true,
  sequence: true,
  type: true,
  data: true,
  occurredAt: true,
} satisfies Prisma.EventSelect;

export type EventRow = Prisma.EventGetPayload<{ select: typeof eventSelect }>;

/** The relay wrote the data as the contract says; whoever sends it on parses it. */
export function toStudyEvent(row: Omit<EventRow, "sequence">): z.input<typeof StudyEvent> {
  return {
    id: toApiId("evt", row.id),
    type: row.type,
    timestamp: row.occurredAt.toISOString(),
    data: row.data,
  } as z.input<typeof StudyEvent>;
}
