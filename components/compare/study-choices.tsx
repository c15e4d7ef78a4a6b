"use client";

import { StudyStateBadge } from "@/components/study/study-state-badge";
import { Checkbox } from "@/components/ui/checkbox";
import type { Objective } from "@/lib/contract/study";
import type { StudySummary } from "@/lib/contract/study-summary";
import { formatNumber } from "@/lib/format/number";

interface StudyChoicesProps {
  readonly studies: readonly StudySummary[];
  /** Those of the study that is compared. */
  readonly objectives: readonly Objective[];
  readonly chosen: readonly string[];
  /** No further one can be chosen. */
  readonly full: boolean;
  readonly onToggle: (id: string) => void;
}

/** Studies to tick, each with what tells whether it is worth comparing. */
export function StudyChoices({ studies, objectives, chosen, full, onToggle }: StudyChoicesProps) {
  if (studies.length === 0) return null;
  return (
    <ul aria-label="Studies" className="divide-y divide-line rounded-md border border-line">
      {studies.map((study) => (
        <li key={study.id} className="flex items-start gap-3 px-3 py-2">
          <div className="min-w-0 flex-1 wrap-anywhere">
            <Checkbox
              checked={chosen.includes(study.id)}
              onCheckedChange={() => onToggle(study.id)}
              disabled={full && !chosen.includes(study.id)}
              label={<bdi>{study.name}</bdi>}
              hint={<Standing study={study} objectives={objectives} />}
            />
          </div>
          <StudyStateBadge study={study} />
        </li>
      ))}
    </ul>
  );
}

function Standing({ study, objectives }: { readonly study: StudySummary } & Pick<StudyChoicesProps, "objectives">) {
  const { metric, direction } = study.objective;
  const shared = objectives.some((objective) => objective.metric === metric && objective.direction === direction);
  return (
    <>
      {study.sampler.name} · {study.best_value === null ? "no value yet" : `best ${formatNumber(study.best_value)}`}
      {shared ? null : (
        <>
          {" "}
          · another objective: {direction} <bdi>{metric}</bdi>
        </>
      )}
    </>
  );
}
