import { Prisma } from "@/server/generated/prisma/client";

/** The metrics a statement over `trial t` looks at: each is joined once, under an alias of ours. */
export interface MetricJoins {
  alias(metric: string): Prisma.Sql;
  /** Goes behind `from trial t`, once all metrics are known. */
  joins(): Prisma.Sql;
}

export function metricJoins(): MetricJoins {
  const aliases = new Map<string, Prisma.Sql>();
  return {
    alias(metric) {
      const known = aliases.get(metric);
      if (known !== undefined) return known;
      const made = Prisma.raw(`v${aliases.size}`);
      aliases.set(metric, made);
      return made;
    },
    joins() {
      const each = [...aliases].map(
        ([metric, v]) =>
          Prisma.sql`left join observation_value ${v} on ${v}.workspace_id = t.workspace_id and ${v}.study_id = t.study_id
            and ${v}.trial_id = t.id and ${v}.metric = ${metric}::text and ${v}.current`,
      );
      return each.length === 0 ? Prisma.empty : Prisma.join(each, " ");
    },
  };
}
