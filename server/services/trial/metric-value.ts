import type { z } from "zod";
import type { MetricValue } from "@/lib/contract/primitives";
import type { ToldValue } from "@/lib/contract/trial";
import type { ValueKind } from "@/server/db/sql/hot-path";

const KIND_BY_TEXT = { NaN: "nan", Infinity: "inf", "-Infinity": "-inf" } as const;
const TEXT_BY_KIND = { nan: "NaN", inf: "Infinity", "-inf": "-Infinity" } as const;

export interface StoredMetric {
  readonly value: number | null;
  readonly kind: ValueKind;
}

/** NaN and the infinities are stored as a kind beside an empty value, so that no ordering ever sees them as numbers. */
export function toStored(value: MetricValue): StoredMetric {
  return typeof value === "number" ? { value, kind: "finite" } : { value: null, kind: KIND_BY_TEXT[value] };
}

export interface ToldMetric extends StoredMetric {
  readonly metric: string;
  readonly std_error: number | null;
  readonly n: number | null;
}

/** Told values as the SQL functions take them. */
export function toToldMetrics(values: Readonly<Record<string, z.output<typeof ToldValue>>>): readonly ToldMetric[] {
  return Object.entries(values).map(([metric, told]) => {
    const { value, std_error, n } =
      typeof told === "object" ? told : { value: told, std_error: undefined, n: undefined };
    return { metric, ...toStored(value), std_error: std_error ?? null, n: n ?? null };
  });
}

export function fromStored({ value, kind }: { readonly value: number | null; readonly kind: string }): MetricValue {
  if (kind === "finite" && value !== null) return value;
  if (kind === "nan" || kind === "inf" || kind === "-inf") return TEXT_BY_KIND[kind];
  throw new Error(`A stored value has the unknown kind ${kind}`);
}
