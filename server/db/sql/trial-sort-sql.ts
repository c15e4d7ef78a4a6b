import { trialStates } from "@/lib/contract/trial";
import type { TrialSort } from "@/lib/domain/trial-filter/parse-trial-sort";
import { Prisma } from "@/server/generated/prisma/client";
import type { MetricJoins } from "./metric-joins";
import { numberOf, ownNumber, ownText } from "./trial-filter-sql";

/**
 * What trials are ordered by: kinds of value first (numbers, texts, NaN, none), whatever the direction; then by number or
 * text in the direction asked for; then by the trial's number, so that no two are alike and a page can go on behind one.
 */
export interface SortKey {
  readonly rank: Prisma.Sql;
  readonly amount: Prisma.Sql;
  readonly label: Prisma.Sql;
}

/** Long texts are told apart by their beginning: a cursor has to hold it. */
const LABEL_LENGTH = 32;
const NOTHING = { rank: Prisma.sql`0`, amount: Prisma.sql`0::float8`, label: Prisma.sql`''::text` } as const;

export function sortKey({ field }: TrialSort, metrics: MetricJoins): SortKey {
  switch (field.kind) {
    case "param":
      return parameterKey(field.name);
    case "value":
      return valueKey(metrics.alias(field.name));
    case "state":
      return { ...NOTHING, amount: Prisma.sql`array_position(${[...trialStates]}::text[], t.state)::float8` };
    case "worker":
    case "sampler":
      return textKey(ownText(field.kind));
    case "feasible":
      return numberKey(Prisma.sql`t.feasible::int`);
    case "created_at":
      return numberKey(Prisma.sql`extract(epoch from t.created_at)`);
    case "started_at":
      return numberKey(Prisma.sql`extract(epoch from t.started_at)`);
    case "finished_at":
      return numberKey(Prisma.sql`extract(epoch from t.finished_at)`);
    default:
      return numberKey(ownNumber(field.kind));
  }
}

function numberKey(amount: Prisma.Sql): SortKey {
  return {
    ...NOTHING,
    rank: Prisma.sql`case when ${amount} is null then 1 else 0 end`,
    amount: Prisma.sql`coalesce(${amount}, 0)::float8`,
  };
}

function textKey(text: Prisma.Sql): SortKey {
  return {
    ...NOTHING,
    rank: Prisma.sql`case when ${text} is null then 1 else 0 end`,
    label: Prisma.sql`left(coalesce(${text}, ''), ${LABEL_LENGTH}::int)`,
  };
}

function valueKey(of: Prisma.Sql): SortKey {
  return {
    ...NOTHING,
    rank: Prisma.sql`case when ${of}.value_kind is null then 2 when ${of}.value_kind = 'nan' then 1 else 0 end`,
    amount: Prisma.sql`coalesce(${numberOf(of)}, 0)`,
  };
}

function parameterKey(name: string): SortKey {
  const value = Prisma.sql`(t.assignments -> ${name}::text)`;
  return {
    rank: Prisma.sql`case jsonb_typeof(${value}) when 'number' then 0 when 'string' then 1 when 'boolean' then 1 when 'null' then 2 else 3 end`,
    amount: Prisma.sql`case when jsonb_typeof(${value}) = 'number' then ${value}::float8 else 0 end`,
    label: Prisma.sql`case when jsonb_typeof(${value}) in ('string', 'boolean') then left(t.assignments ->> ${name}::text, ${LABEL_LENGTH}::int) else '' end`,
  };
}
