import { Icon } from "@/components/ui/icon";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { SharedObjective } from "@/lib/analysis/compare-objective";
import type { Study } from "@/lib/contract/study";
import { countOf } from "@/lib/format/count";

/** What the address asked for and the page does not show. */
export interface Omitted {
  /** Not a study of this project that the person may see, for whatever reason. */
  readonly missing: number;
  readonly beyond: number;
}

interface CompareNoticesProps {
  readonly omitted: Omitted;
  readonly compared: {
    readonly studies: readonly Study[];
    readonly chosen: SharedObjective | null;
    readonly objectives: readonly SharedObjective[];
  };
  readonly onObjective: (key: string) => void;
}

/** What is left out of the comparison, and by which objective it is made where there is a choice. */
export function CompareNotices({ omitted, compared, onObjective }: CompareNoticesProps) {
  const { studies, chosen, objectives } = compared;
  const others = chosen === null ? [] : studies.filter(({ id }) => !chosen.studyIds.includes(id));
  const texts = [
    ...(omitted.missing === 0
      ? []
      : [
          `${countOf(omitted.missing, "study", "studies")} of this address cannot be shown: not in this project, or gone.`,
        ]),
    ...(omitted.beyond === 0 ? [] : [`Eight studies are compared at most; ${omitted.beyond} more are left out.`]),
  ];
  if (texts.length === 0 && objectives.length <= 1) return null;
  return (
    <div className="flex flex-col gap-3">
      {texts.map((text) => (
        <Notice key={text}>{text}</Notice>
      ))}
      {others.length === 0 || chosen === null ? null : (
        <Notice>
          Values of different objectives are never drawn over each other. Compared by{" "}
          <strong className="font-medium">
            {chosen.objective.direction} <bdi>{chosen.objective.metric}</bdi>
          </strong>
          ; without values here:{" "}
          {others.map(({ id, name, objectives: own }, index) => (
            <span key={id}>
              {index === 0 ? "" : ", "}
              <bdi className="font-medium">{name}</bdi> (
              {own.map(({ direction, metric }) => `${direction} ${metric}`).join("; ")})
            </span>
          ))}
          .
        </Notice>
      )}
      {objectives.length > 1 && chosen !== null ? (
        <ObjectiveChoice objectives={objectives} chosen={chosen} onObjective={onObjective} />
      ) : null}
    </div>
  );
}

function Notice({ children }: { readonly children: React.ReactNode }) {
  return (
    <p className="flex items-start gap-2 rounded-md bg-info-soft px-3 py-2 text-sm">
      <Icon name="info" className="mt-0.5 size-4 shrink-0 text-info" />
      <span>{children}</span>
    </p>
  );
}

interface ObjectiveChoiceProps {
  readonly objectives: readonly SharedObjective[];
  readonly chosen: SharedObjective;
  readonly onObjective: (key: string) => void;
}

function ObjectiveChoice({ objectives, chosen, onObjective }: ObjectiveChoiceProps) {
  const label = ({ key, studyIds }: SharedObjective) => `${key} (${countOf(studyIds.length, "study", "studies")})`;
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <span className="text-ink-soft">Compare by</span>
      {objectives.length <= 3 ? (
        <Segmented
          label="Objective"
          value={chosen.key}
          onChange={onObjective}
          options={Object.fromEntries(objectives.map((objective) => [objective.key, label(objective)]))}
        />
      ) : (
        <Select
          label="Objective"
          size="sm"
          value={chosen.key}
          onValueChange={onObjective}
          options={objectives.map((objective) => ({ value: objective.key, label: label(objective) }))}
        />
      )}
    </div>
  );
}
