import { Gap } from "@/components/ui/gap";
import { mayEndGroup } from "@/lib/analysis/repeat-groups";
import type { Study } from "@/lib/contract/study";
import type { TrialDetail } from "@/lib/contract/trial";
import { formatNumber, toNumber } from "@/lib/format/number";
import { EndGroupDialog } from "./end-group-dialog";
import { TrialStateBadge } from "./trial-state-badge";

interface TrialSiblingsProps {
  readonly trial: TrialDetail;
  readonly study: Study;
  /** Whether this person may end the group. */
  readonly mayControl: boolean;
}

/** The trials of the same assignments, in the order of their places; nothing where a study has no repeats. */
export function TrialSiblings({ trial, study, mayControl }: TrialSiblingsProps) {
  const { repeat, siblings, id } = trial;
  const [objective] = study.objectives;
  if (repeat === null || study.repeats === null || objective === undefined) return null;
  return (
    <section aria-labelledby="trial-siblings">
      <h3 id="trial-siblings" className="mb-1.5 text-sm font-semibold">
        Trials of the same assignments
        <span className="font-normal text-ink-faint">
          {repeat.seed === null ? ", this one was imported" : `, this one has seed ${repeat.seed}`}
        </span>
      </h3>
      <table className="w-full text-sm tabular-nums">
        <thead className="text-left text-xs text-ink-faint">
          <tr>
            <th scope="col" className="py-1 font-medium">
              Trial
            </th>
            <th scope="col" className="py-1 font-medium">
              State
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              <bdi>{objective.metric}</bdi>
            </th>
          </tr>
        </thead>
        <tbody>
          {siblings.map((sibling) => {
            const stored = sibling.values[objective.metric];
            return (
              <tr
                key={sibling.id}
                className={`border-t border-line ${sibling.id === id ? "font-medium" : "font-normal"}`}
              >
                <th scope="row" className="py-1.5 text-left [font-weight:inherit]">
                  {sibling.number}
                  {sibling.id === id ? <span className="text-ink-faint"> (this one)</span> : null}
                </th>
                <td className="py-1.5">
                  <TrialStateBadge state={sibling.state} stopping={sibling.stopping} />
                </td>
                <td className="py-1.5 text-right">
                  {stored === undefined ? <Gap /> : formatNumber(toNumber(stored.value))}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {trial.group_ended_early ? (
        <p className="mt-2 text-sm text-ink-soft">The group was ended: no more trials are made of it.</p>
      ) : mayControl && mayEndGroup(trial, study.repeats) ? (
        <EndGroupDialog studyId={study.id} groupId={repeat.group} />
      ) : null}
    </section>
  );
}
