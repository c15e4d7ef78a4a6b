import { v7 as uuidv7 } from "uuid";

/** Time-ordered, so that new rows land side by side in the indexes. */
export function newId(): string {
  return uuidv7();
}

/** `trl` + uuid → `trl_…`: what the API shows. */
export function toApiId(
  prefix: "ws" | "prj" | "std" | "trl" | "key" | "per" | "inv" | "ses" | "shr" | "evt" | "whk" | "dlv" | "art",
  uuid: string,
): string {
  return `${prefix}_${uuid.replaceAll("-", "")}`;
}

/** The uuid inside an API id that the contract has already checked. */
export function toUuid(apiId: string): string {
  const hex = apiId.slice(apiId.indexOf("_") + 1);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
