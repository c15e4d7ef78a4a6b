import { readFileSync } from "node:fs";
import path from "node:path";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { databaseFigures } from "@/server/metrics/database-figures";
import { metrics } from "@/server/metrics/registry";
import { restRoutes } from "@/server/rest/rest-routes";

const read = (file: string): string => readFileSync(path.join(import.meta.dirname, file), "utf8");

const Rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(["critical", "warning", "info"]) }),
          annotations: z.object({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

const rules = Rules.parse(parse(read("alerts.yml"))).groups.flatMap((group) => group.rules);

interface Metric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

async function allMetrics(): Promise<Metric[]> {
  const figures = new Registry();
  databaseFigures(figures);
  const all = [...metrics().registry.getMetricsAsArray(), ...figures.getMetricsAsArray()];
  return all.map((metric) => ({
    name: metric.name,
    type: String(Reflect.get(metric, "type") ?? metric.constructor.name.toLowerCase()),
    labels: z.array(z.string()).catch([]).parse(Reflect.get(metric, "labelNames")),
  }));
}

/** The series of a metric: a histogram has three. */
const seriesOf = ({ name, type }: Metric): string[] =>
  type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];

test.each(rules)("alert $alert uses series that exist, by labels and routes that they have", async ({ expr }) => {
  const known = new Map((await allMetrics()).flatMap((metric) => seriesOf(metric).map((series) => [series, metric])));
  const used = [...expr.matchAll(/\b((?:tellus|nodejs|process)_\w+)(?:\{((?:[^"{}]|"[^"]*")*)\})?/g)];
  expect(used).not.toEqual([]);
  for (const [, series = "", selector = ""] of used) {
    expect([...known.keys()]).toContain(series);
    for (const [, label = "", value = ""] of selector.matchAll(/(\w+)="([^"]*)"/g)) {
      expect(known.get(series)?.labels).toContain(label);
      if (label === "route") expect(restRoutes.map((route) => `/api/v1${route.path}`)).toContain(value);
    }
  }
});

test("every metric of ours is described, with its labels, and no other", async () => {
  const described = [...read("metrics.md").matchAll(/^\| `(tellus_\w+)` \| (.*?) \|/gm)].map(
    ([, name, labels = ""]) => ({
      name,
      labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label).sort(),
    }),
  );
  const ours = (await allMetrics()).filter(({ name }) => name.startsWith("tellus_"));
  const byName = (left: { name?: string | undefined }, right: { name?: string | undefined }) =>
    (left.name ?? "").localeCompare(right.name ?? "");
  expect(described.sort(byName)).toEqual(
    ours.map(({ name, labels }) => ({ name, labels: [...labels].sort() })).sort(byName),
  );
});
