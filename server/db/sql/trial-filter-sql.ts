import type { FilterField, FilterLiteral, FilterOperator, TrialFilter } from "@/lib/domain/trial-filter/trial-filter";
import { Prisma } from "@/server/generated/prisma/client";
import type { MetricJoins } from "./metric-joins";

type Comparison = Extract<TrialFilter, { readonly type: "compare" }>;

/**
 * A filter as a condition over `trial t`. Names and literals are parameters of the statement, never its text, and each
 * comparison is true or false, never unknown: that keeps `not` two-valued.
 */
export function trialFilterSql(filter: TrialFilter, metrics: MetricJoins): Prisma.Sql {
  switch (filter.type) {
    case "and":
    case "or": {
      const parts = filter.parts.map((part) => trialFilterSql(part, metrics));
      return Prisma.sql`(${Prisma.join(parts, ` ${filter.type} `)})`;
    }
    case "not":
      return Prisma.sql`not ${trialFilterSql(filter.part, metrics)}`;
    case "set":
      return isSet(filter.field, metrics);
    case "in": {
      const equals = filter.literals.map((literal) => compare({ ...filter, operator: "=", literal }, metrics));
      return Prisma.sql`(${Prisma.join(equals, " or ")})`;
    }
    case "compare":
      return compare(filter, metrics);
  }
}

/** The trial's own number as a double, null where it has none. */
export function ownNumber(kind: "number" | "group" | "attempt" | "cost" | "duration"): Prisma.Sql {
  // The number of the first trial of the same assignments.
  if (kind === "group")
    return Prisma.sql`(select f.number from trial f where f.workspace_id = t.workspace_id and f.id = t.repeat_group)`;
  if (kind === "duration") return Prisma.sql`extract(epoch from t.finished_at - t.started_at)::float8`;
  return kind === "cost" ? Prisma.sql`t.cost` : kind === "number" ? Prisma.sql`t.number` : Prisma.sql`t.attempt`;
}

/** The trial's own text, null where it has none. */
export function ownText(kind: "state" | "worker" | "sampler"): Prisma.Sql {
  if (kind === "state") return Prisma.sql`t.state`;
  return kind === "worker" ? Prisma.sql`t.worker_id` : Prisma.sql`(t.origin ->> 'sampler')`;
}

function isSet(field: FilterField, metrics: MetricJoins): Prisma.Sql {
  switch (field.kind) {
    case "param":
      return Prisma.sql`jsonb_exists(t.assignments, ${field.name}::text)`;
    case "value":
      return Prisma.sql`(${metrics.alias(field.name)}.value_kind is not null)`;
    case "feasible":
      return Prisma.sql`(t.feasible is not null)`;
    case "tag":
      return Prisma.sql`(cardinality(t.tags) > 0)`;
    case "state":
    case "worker":
    case "sampler":
      return Prisma.sql`(${ownText(field.kind)} is not null)`;
    default:
      return Prisma.sql`(${ownNumber(field.kind)} is not null)`;
  }
}

function compare(comparison: Omit<Comparison, "type">, metrics: MetricJoins): Prisma.Sql {
  const { field, operator, literal } = comparison;
  switch (field.kind) {
    case "param":
      return compareParameter({ name: field.name, operator, literal });
    case "value":
      return compareValue({ of: metrics.alias(field.name), operator, literal: Number(literal) });
    case "tag": {
      const has = Prisma.sql`(t.tags @> array[${literal}::text])`;
      return operator === "=" ? has : Prisma.sql`(not ${has})`;
    }
    case "feasible":
      return known(Prisma.sql`t.feasible ${symbol(operator)} ${literal}::boolean`);
    case "state":
    case "worker":
    case "sampler":
      return known(Prisma.sql`${ownText(field.kind)} ${symbol(operator)} ${literal}::text`);
    default:
      return known(Prisma.sql`${ownNumber(field.kind)} ${symbol(operator)} ${literal}::float8`);
  }
}

interface ParameterComparison {
  readonly name: string;
  readonly operator: FilterOperator;
  readonly literal: FilterLiteral;
}

/** Numbers compare as the doubles they were told as; everything else is equal or not. */
function compareParameter({ name, operator, literal }: ParameterComparison): Prisma.Sql {
  const value = Prisma.sql`(t.assignments -> ${name}::text)`;
  if (operator === "!=") {
    const equal = compareParameter({ name, operator: "=", literal });
    return Prisma.sql`(jsonb_exists(t.assignments, ${name}::text) and not ${equal})`;
  }
  if (typeof literal !== "number") return known(Prisma.sql`${value} = ${JSON.stringify(literal)}::text::jsonb`);
  return known(
    Prisma.sql`case when jsonb_typeof(${value}) = 'number' then ${value}::float8 ${symbol(operator)} ${literal}::float8 end`,
  );
}

interface ValueComparison {
  readonly of: Prisma.Sql;
  readonly operator: FilterOperator;
  readonly literal: number;
}

/** NaN equals NaN and is neither below nor above anything; a metric that is missing is nothing at all. */
function compareValue({ of, operator, literal }: ValueComparison): Prisma.Sql {
  if (operator === "!=") {
    return Prisma.sql`(${of}.value_kind is not null and not ${compareValue({ of, operator: "=", literal })})`;
  }
  if (Number.isNaN(literal)) return known(Prisma.sql`${of}.value_kind = 'nan'`);
  return known(Prisma.sql`${numberOf(of)} ${symbol(operator)} ${String(literal)}::text::float8`);
}

/** A stored value as a double with its infinities; null for NaN and where there is none. */
export function numberOf(of: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(case ${of}.value_kind when 'finite' then ${of}.value when 'inf' then 'Infinity'::float8 when '-inf' then '-Infinity'::float8 end)`;
}

const known = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`coalesce(${condition}, false)`;

const SYMBOLS: Readonly<Record<FilterOperator, Prisma.Sql>> = {
  "<": Prisma.raw("<"),
  "<=": Prisma.raw("<="),
  ">": Prisma.raw(">"),
  ">=": Prisma.raw(">="),
  "=": Prisma.raw("="),
  "!=": Prisma.raw("<>"),
};
const symbol = (operator: FilterOperator): Prisma.Sql => SYMBOLS[operator];
