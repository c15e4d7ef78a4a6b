import type { z } from "zod";
import type { Fidelity } from "@/lib/contract/ask";
import type { HandedOutRow } from "@/server/db/sql/hot-path";
import type { StudySchedule } from "@/server/engine-host/schedule/study-schedule";

/** How far a handed-out trial is to train, and from where. Null where nobody decides about it. */
export function toFidelity(
  { bracket, target, checkpoint }: HandedOutRow,
  schedule: StudySchedule | null,
): z.output<typeof Fidelity> | null {
  if (schedule === null) return null;
  const { resource } = schedule.setting;
  return {
    resource: resource.name,
    from: checkpoint?.step ?? 0,
    target: bracket === null ? resource.max : (target ?? resource.max),
    max: resource.max,
  };
}
