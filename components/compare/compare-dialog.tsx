"use client";

import Link from "next/link";
import { useState } from "react";
import { StudyPicker } from "@/components/study/study-picker";
import { Button } from "@/components/ui/button";
import { buttonClasses } from "@/components/ui/button-classes";
import { Dialog } from "@/components/ui/dialog";
import { COMPARED_MAX, compareHref } from "@/lib/analysis/compare-address";
import type { Study } from "@/lib/contract/study";

interface CompareDialogProps {
  readonly study: Pick<Study, "id" | "name" | "project_id" | "objectives">;
  /** `/<workspace>/<project>`. */
  readonly projectHref: string;
}

/** Chooses what a study is compared with, from its own page. */
export function CompareDialog({ study, projectHref }: CompareDialogProps) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const full = chosen.length >= COMPARED_MAX - 1;
  const toggle = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id]));
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon="chart">Compare…</Button>}
      title="Compare with other studies"
      description={
        <>
          The comparison shows <bdi className="font-medium text-ink">{study.name}</bdi> first, and the others against
          it.
        </>
      }
      footer={
        <>
          <p role="status" className="mr-auto self-center text-xs text-ink-faint">
            {full ? `At most ${COMPARED_MAX} can be compared` : chosen.length === 0 ? "Choose one or more" : ""}
          </p>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          {chosen.length === 0 ? (
            <Button variant="primary" disabled>
              Compare
            </Button>
          ) : (
            <Link
              href={compareHref(`${projectHref}/compare`, [study.id, ...chosen])}
              prefetch={false}
              className={buttonClasses({ variant: "primary" })}
            >
              Compare {chosen.length + 1}
            </Link>
          )}
        </>
      }
    >
      <StudyPicker
        projectId={study.project_id}
        leftOut={study.id}
        objectives={study.objectives}
        chosen={chosen}
        full={full}
        onToggle={toggle}
        none={{
          whole:
            "There is no other study in this project. Clone this one with another sampler or other limits, and compare the two.",
          found: "No other study of this project matches.",
        }}
      />
    </Dialog>
  );
}
