/**
 * The address a request comes from, for limits. `server/main.ts` writes this header from the connection (or from a proxy it
 * was told to trust) and drops what a client sent under its name.
 */
export const CLIENT_ADDRESS_HEADER = "x-tellus-client-address";

export function clientAddress(headers: Headers): string {
  return headers.get(CLIENT_ADDRESS_HEADER) ?? "unknown";
}
