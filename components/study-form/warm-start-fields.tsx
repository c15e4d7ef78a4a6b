"use client";

import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { StudyPicker } from "@/components/study/study-picker";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { useTRPC } from "@/components/workspace/trpc";
import type { FieldError } from "@/lib/contract/errors";
import { type Objective, WARM_START_MAX } from "@/lib/contract/study";
import { faultAt } from "./faults";
import type { StudyFormValues } from "./study-form-values";

interface WarmStartFieldsProps {
  readonly values: StudyFormValues;
  readonly issues: readonly FieldError[];
  readonly onChange: () => void;
}

/** Which studies the new one learns from. */
export function WarmStartFields({ values, issues, onChange }: WarmStartFieldsProps) {
  const { setValue } = useFormContext<StudyFormValues>();
  const { warmStart } = values;
  const set = (ids: readonly string[]) => {
    setValue("warmStart", [...ids]);
    onChange();
  };
  const toggle = (id: string) =>
    set(warmStart.includes(id) ? warmStart.filter((other) => other !== id) : [...warmStart, id]);
  return (
    <Card id="warm-start" title="Warm start" actions={<ChooseStudies values={values} onToggle={toggle} />}>
      <div className="flex flex-col gap-3 p-4">
        <p role="alert" className="text-xs text-danger empty:hidden">
          {faultAt(issues, "/warm_start")}
        </p>
        {warmStart.length === 0 ? (
          <p className="text-sm text-ink-soft">
            Begins from nothing. Choose earlier studies of the same task: their best points are tried first, and what
            they found guides the model.
          </p>
        ) : (
          <ChosenStudies ids={warmStart} issues={issues} onRemove={toggle} />
        )}
      </div>
    </Card>
  );
}

interface ChooseStudiesProps {
  readonly values: StudyFormValues;
  readonly onToggle: (id: string) => void;
}

function ChooseStudies({ values: { warmStart, objectives }, onToggle }: ChooseStudiesProps) {
  const [open, setOpen] = useState(false);
  const full = warmStart.length >= WARM_START_MAX;
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" icon="plus">
          Choose studies
        </Button>
      }
      title="Learn from earlier studies"
      description="Their results as they are when this study is created. What they find later changes nothing here."
      footer={
        <>
          <p role="status" className="mr-auto self-center text-xs text-ink-faint">
            {full ? `At most ${WARM_START_MAX} studies` : ""}
          </p>
          <Button variant="primary" onClick={() => setOpen(false)}>
            Done
          </Button>
        </>
      }
    >
      <StudyPicker
        // Compared with those of the studies, whatever was typed.
        objectives={objectives.map(({ metric, direction }) => ({ metric, direction }) as Objective)}
        chosen={warmStart}
        full={full}
        onToggle={onToggle}
        none={{ whole: "There is no study in this workspace yet.", found: "No study of this workspace matches." }}
      />
    </Dialog>
  );
}

interface ChosenStudiesProps {
  readonly ids: readonly string[];
  readonly issues: readonly FieldError[];
  readonly onRemove: (id: string) => void;
}

function ChosenStudies({ ids, issues, onRemove }: ChosenStudiesProps) {
  const trpc = useTRPC();
  const studies = useQueries({ queries: ids.map((id) => trpc.study.read.queryOptions({ study_id: id })) });
  return (
    <ul aria-label="Learns from" className="divide-y divide-line rounded-md border border-line">
      {ids.map((id, index) => {
        const { data } = studies[index] ?? {};
        const fault = faultAt(issues, `/warm_start/${index}`);
        return (
          <li key={id} className="flex items-center gap-3 py-1 pr-1 pl-3">
            <div className="min-w-0 flex-1 text-sm wrap-anywhere">
              {data === undefined ? <code className="font-mono text-xs">{id}</code> : <bdi>{data.name}</bdi>}
              {data === undefined ? null : (
                <span className="text-ink-faint"> · {data.trial_counts.completed} completed</span>
              )}
              {fault === undefined ? null : <p className="text-xs text-danger">{fault}</p>}
            </div>
            <IconButton icon="trash" label={`Leave out ${data?.name ?? id}`} onClick={() => onRemove(id)} />
          </li>
        );
      })}
    </ul>
  );
}
