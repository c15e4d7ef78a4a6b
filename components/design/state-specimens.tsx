"use client";

import { StudyStateBadge } from "@/components/study/study-state-badge";
import { TrialStateBadge } from "@/components/trial/trial-state-badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Gap } from "@/components/ui/gap";
import { Icon } from "@/components/ui/icon";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import { studyStates } from "@/lib/contract/study";
import { trialStates } from "@/lib/contract/trial";
import { Specimen } from "./specimen";

const ICONS = [
  "chart",
  "copy",
  "filter",
  "folder",
  "home",
  "key",
  "people",
  "play",
  "settings",
  "share",
  "study",
] as const;

export function StateSpecimens() {
  return (
    <>
      <Specimen title="States and icons">
        <div className="flex flex-wrap gap-x-4 gap-y-2 text-sm">
          {trialStates.map((state) => (
            <TrialStateBadge key={state} state={state} />
          ))}
        </div>
        <div className="flex flex-wrap gap-2">
          {studyStates.map((state) => (
            <StudyStateBadge key={state} study={{ state, state_reason: null }} />
          ))}
        </div>
        <div className="flex flex-wrap gap-3 text-ink-soft">
          {ICONS.map((name) => (
            <Icon key={name} name={name} className="size-5" />
          ))}
        </div>
      </Specimen>
      <Specimen title="Page, card and table">
        <PageHeader
          title="A page’s title"
          description="What it is for."
          actions={<Button variant="primary">Act</Button>}
        />
        <Card id="specimen" title="Card" note="3 rows">
          <Table label="Specimen">
            <TableHead>
              <TableHeadCell sort="ascending" onSort={() => undefined}>
                Name
              </TableHeadCell>
              <TableHeadCell numeric>Value</TableHeadCell>
            </TableHead>
            <tbody>
              {[0.9733, 0.0412, null].map((value, index) => (
                <TableRow key={value} selected={index === 1}>
                  <TableCell rowHead>Trial {index}</TableCell>
                  <TableCell numeric>{value ?? <Gap />}</TableCell>
                </TableRow>
              ))}
            </tbody>
          </Table>
        </Card>
      </Specimen>
      <Specimen title="Loading, empty, failed">
        <Card id="loading" title="Loading">
          <SkeletonRows label="Loading" rows={3} />
        </Card>
        <Card id="empty" title="Empty">
          <EmptyState title="Nothing yet" icon="study" actions={<Button variant="primary">Begin</Button>}>
            What would be here, and how it gets here.
          </EmptyState>
        </Card>
        <Card id="failed" title="Failed">
          <ErrorState title="The rows could not be loaded" onRetry={() => undefined}>
            What is safe, and what to do.
          </ErrorState>
        </Card>
      </Specimen>
    </>
  );
}
