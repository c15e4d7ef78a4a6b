import { formatNumber } from "./number";

/** A parameter's value for reading; the exact one is what copying gives. */
export function formatParameterValue(value: string | number | boolean | null): string {
  if (value === null) return "null";
  return typeof value === "number" ? formatNumber(value) : String(value);
}
