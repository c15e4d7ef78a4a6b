import type { ErrorCode, FieldError } from "@/lib/contract/errors";
import { AppError } from "@/server/kernel/app-error";
import { pointerStep } from "./json-pointer";
import type { QueryType, RestRoute } from "./rest-routes";

/** The query as input fields, numbers, booleans and lists turned into what they say. A text that is none stays a text, for the schema to refuse. */
export function decodeQuery(search: string, { queryFields }: Pick<RestRoute, "queryFields">): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  for (const [name, text] of parseQuery(search)) {
    const pointer = `/query${pointerStep(name.slice(0, 128))}`;
    const type = queryFields.get(name);
    if (type === undefined) {
      const known = [...queryFields.keys()].join(", ");
      const detail = known === "" ? "This takes no query." : `There is no such query field. There are: ${known}.`;
      errors.push({ pointer, code: "unknown_field", detail });
    } else if (Object.hasOwn(fields, name)) {
      errors.push({ pointer, code: "repeated", detail: "Give this query field once." });
    } else {
      fields[name] = coerce(text, type);
    }
  }
  const [first] = errors;
  if (first !== undefined)
    throw new AppError("invalid_input", `${first.pointer}: ${first.detail}`, { errors: errors.slice(0, 50) });
  return fields;
}

/** Strict where `URLSearchParams` guesses: a broken percent escape is an error, not a replacement character. */
function parseQuery(search: string): [name: string, value: string][] {
  if (search === "" || search === "?") return [];
  const pairs = search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "");
  return pairs.map((pair) => {
    const equals = pair.indexOf("=");
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = decode(equals === -1 ? "" : pair.slice(equals + 1));
    checkText(name, "/query");
    checkText(value, `/query${pointerStep(name.slice(0, 128))}`);
    return [name, value];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new AppError("malformed_request", "The query holds a broken percent escape. Encode it as UTF-8.", { cause });
  }
}

function checkText(text: string, pointer: string): void {
  if (!text.includes("\u0000")) return;
  const code: ErrorCode = "forbidden_character";
  const detail = "NUL (%00) cannot be stored. Remove it.";
  throw new AppError(code, detail, { errors: [{ pointer, code, detail }] });
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d{0,20})(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?$/;

function coerce(text: string, type: QueryType): unknown {
  if (type === "array") return text === "" ? [] : text.split(",");
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (type !== "string" && JSON_NUMBER.test(text)) return Number(text);
  return text;
}
