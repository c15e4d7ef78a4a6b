import { TRPCClientError } from "@trpc/client";
import { UNREACHED } from "@/components/workspace/unreached";
import type { FieldError } from "@/lib/contract/errors";

/** What is wrong with a form, by the name of the field; `form` is what belongs to none. */
export type FormFaults = Readonly<Record<string, string>>;

/** What the server refused, said where it belongs. A fault of a field that this form does not show is said below it. */
export function formFaults(error: unknown, fields: readonly string[]): FormFaults {
  if (!(error instanceof TRPCClientError)) return { form: UNREACHED };
  const data: unknown = error.data;
  if (typeof data !== "object" || data === null) return { form: UNREACHED };
  const refused = fieldErrors(data).map(({ pointer, detail }) => [pointer.slice(1), detail] as const);
  const shown = refused.filter(([name]) => fields.includes(name));
  return shown.length === 0 ? { form: error.message } : Object.fromEntries(shown.toReversed());
}

function fieldErrors(data: object): readonly FieldError[] {
  const fields: unknown = Reflect.get(data, "fields");
  return Array.isArray(fields) ? (fields as readonly FieldError[]) : []; // the error formatter's own shape
}
