import { type BlockList, isIP } from "node:net";
import { parseNetworks } from "@/server/kernel/parse-networks";

/** Whose X-Forwarded-For is believed: that many proxies in front of this process, or those at these addresses. */
export type TrustedProxies =
  | { readonly kind: "hops"; readonly hops: number }
  | { readonly kind: "addresses"; readonly list: BlockList };

const HOPS_MAX = 16;

/** The setting `TELLUS_TRUSTED_PROXIES`; undefined when it cannot be read. */
export function parseTrustedProxies(text: string): TrustedProxies | undefined {
  if (/^\d+$/.test(text.trim())) {
    const hops = Number(text);
    return hops <= HOPS_MAX ? { kind: "hops", hops } : undefined;
  }
  const list = parseNetworks(text);
  return list === undefined ? undefined : { kind: "addresses", list };
}

interface Hop {
  /** Who sent the request, or the entry of X-Forwarded-For seen last. */
  readonly address: string;
  /** How many were gone back already. */
  readonly hop: number;
}

export function isTrusted(trusted: TrustedProxies, { address, hop }: Hop): boolean {
  if (trusted.kind === "hops") return hop < trusted.hops;
  const version = isIP(address);
  return version !== 0 && trusted.list.check(address, version === 6 ? "ipv6" : "ipv4");
}
