/**
 * What a change of a study's search space is: which parameters get more values, fewer, or others, which come and go; or why
 * it cannot be made, because nobody could say what trials of the old space mean in the new one.
 */
import { compareDomains } from "./compare-domains";
import { describeDomain } from "./contains";
import { canonicalJson } from "./fingerprint";
import { impliedValue } from "./implied-value";
import { type Constraint, type Parameter, pointTo, type Scalar, type Space } from "./space";

/**
 * `widened` and `narrowed`: more values than before, or fewer. `moved`: some come and others go. `adjusted`: the same values on
 * another scale, in another order, with other beliefs or another default. `condition`: it exists under other conditions.
 */
export const changeKinds = ["added", "removed", "widened", "narrowed", "moved", "condition", "adjusted"] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface SpaceChange {
  /** Null where constraints or the order of the parameters changed. */
  readonly parameter: string | null;
  readonly kind: ChangeKind;
  /** In words. */
  readonly detail: string;
  /** Of one added or removed: the value it has where a trial does not name it. */
  readonly value?: Scalar;
}

export interface ChangeRefusal {
  /** Starts at the search space. */
  readonly pointer: string;
  readonly code: "type_changed" | "default_needed" | "value_unknown";
  readonly detail: string;
}

export interface SpaceComparison {
  /** Empty when both are the same. */
  readonly changes: readonly SpaceChange[];
  /** Not empty when the change cannot be made. */
  readonly refusals: readonly ChangeRefusal[];
  /** Whether there may be points to try that there were not before. */
  readonly grows: boolean;
}

export function compareSpaces(before: Space, after: Space): SpaceComparison {
  const changes: SpaceChange[] = [];
  const refusals: ChangeRefusal[] = [];
  const old = byName(before);
  const present = byName(after);
  for (const parameter of after.parameters) {
    const was = old.get(parameter.name);
    if (was === undefined) addParameter(parameter, changes, refusals);
    else changeParameter({ was, parameter }, changes, refusals);
  }
  for (const parameter of before.parameters) {
    if (!present.has(parameter.name)) removeParameter(parameter, changes, refusals);
  }
  changes.push(...constraintChanges(before.constraints, after.constraints));
  if (changes.length === 0 && isReordered(before, after)) {
    changes.push({ parameter: null, kind: "adjusted", detail: "The parameters stand in another order." });
  }
  return { changes, refusals, grows: changes.some(({ kind }) => kind !== "narrowed" && kind !== "adjusted") };
}

const byName = ({ parameters }: Space) => new Map(parameters.map((parameter) => [parameter.name, parameter]));

function addParameter(parameter: Parameter, changes: SpaceChange[], refusals: ChangeRefusal[]): void {
  const { name } = parameter;
  const value = impliedValue(parameter);
  if (value === undefined) {
    refusals.push({
      pointer: pointTo(pointTo("", name), "default"),
      code: "default_needed",
      detail: `${name} is new: give it a default, the value it had in the trials so far, which know nothing of it.`,
    });
    return;
  }
  const detail = `New: ${clip(describeDomain(parameter))}. Trials so far count as having had ${show(value)}${parameter.when ? " where its condition holds" : ""}.`;
  changes.push({ parameter: name, kind: "added", detail, value });
}

function removeParameter(parameter: Parameter, changes: SpaceChange[], refusals: ChangeRefusal[]): void {
  const { name } = parameter;
  const value = impliedValue(parameter);
  if (value === undefined) {
    refusals.push({
      pointer: pointTo("", name),
      code: "value_unknown",
      detail: `${name} has no default, so nobody knows which value it has once it is gone. Keep it as {"type": "fixed", "value": …}, or give it a default in a change of its own first.`,
    });
    return;
  }
  changes.push({
    parameter: name,
    kind: "removed",
    detail: `Gone: it counts as ${show(value)} from now on. Trials that had another value are kept and no longer learnt from.`,
    value,
  });
}

interface Pair {
  readonly was: Parameter;
  readonly parameter: Parameter;
}

function changeParameter({ was, parameter }: Pair, changes: SpaceChange[], refusals: ChangeRefusal[]): void {
  if (canonicalJson(was) === canonicalJson(parameter)) return;
  const { name } = parameter;
  // A fixed parameter has one value of some type; giving it more values, or taking all but one, keeps what trials mean.
  if (was.type !== parameter.type && !(isPinned({ was, parameter }) || isPinned({ was: parameter, parameter: was }))) {
    refusals.push({
      pointer: pointTo(pointTo("", name), "type"),
      code: "type_changed",
      detail: `${name} is ${was.type} and cannot become ${parameter.type} in a study that has trials: clone the study and change the clone, or give the parameter a new name.`,
    });
    return;
  }
  const relation = compareDomains(was, parameter);
  if (relation !== "equal") {
    const kind = relation === "wider" ? "widened" : relation === "narrower" ? "narrowed" : "moved";
    changes.push({
      parameter: name,
      kind,
      detail: `${clip(describeDomain(was))} → ${clip(describeDomain(parameter))}`,
    });
  }
  if (canonicalJson(was.when ?? null) !== canonicalJson(parameter.when ?? null)) {
    changeCondition({ was, parameter }, changes, refusals);
  }
  if (changes.at(-1)?.parameter !== name && refusals.length === 0) {
    changes.push({ parameter: name, kind: "adjusted", detail: adjusted({ was, parameter }) });
  }
}

/** Whether one becomes fixed at a value that the other has. */
const isPinned = ({ was, parameter }: Pair): boolean =>
  parameter.type === "fixed" && ["narrower", "equal"].includes(compareDomains(was, parameter));

function changeCondition({ was, parameter }: Pair, changes: SpaceChange[], refusals: ChangeRefusal[]): void {
  const { name } = parameter;
  // What always existed can only become absent somewhere; anything else may be wanted of trials that never had it.
  if (was.when !== undefined && impliedValue(parameter) === undefined) {
    refusals.push({
      pointer: pointTo(pointTo("", name), "default"),
      code: "default_needed",
      detail: `${name} exists under another condition now: give it a default, the value it had in the trials so far that did not name it.`,
    });
    return;
  }
  const detail = parameter.when ? "It exists under another condition." : "It exists always now.";
  changes.push({ parameter: name, kind: "condition", detail });
}

function adjusted({ was, parameter }: Pair): string {
  const [before, after]: readonly Readonly<Record<string, unknown>>[] = [{ ...was }, { ...parameter }];
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => canonicalJson(before[field] ?? null) !== canonicalJson(after[field] ?? null),
  );
  const said = fields.map((field) => `${field} ${show(before[field])} → ${show(after[field])}`);
  return `The same values: ${said.join(", ")}.`;
}

function constraintChanges(before: readonly Constraint[], after: readonly Constraint[]): SpaceChange[] {
  const old = new Set(before.map(canonicalJson));
  const present = new Set(after.map(canonicalJson));
  const gone = [...old].filter((constraint) => !present.has(constraint)).length;
  const added = [...present].filter((constraint) => !old.has(constraint)).length;
  if (gone === 0 && added === 0) return [];
  const kind = gone === 0 ? "narrowed" : added === 0 ? "widened" : "moved";
  return [{ parameter: null, kind, detail: `Constraints: ${added} more, ${gone} gone.` }];
}

function isReordered(before: Space, after: Space): boolean {
  return canonicalJson(before.parameters) !== canonicalJson(after.parameters);
}

const show = (value: unknown): string => (value === undefined ? "none" : clip(JSON.stringify(value)));
const clip = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);
