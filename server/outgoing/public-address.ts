import { BlockList, isIP } from "node:net";

/**
 * IPv4 that is not the public internet: the IANA IPv4 Special-Purpose Address Registry (RFC 6890) but for anycast that is
 * globally reachable, multicast (RFC 5771) and what is reserved (RFC 1112).
 */
const NOT_PUBLIC_IPV4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;

/**
 * Of IPv6 only 2000::/3 is given out for the public internet (RFC 4291): loopback, mapped IPv4, NAT64, unique local, link-local
 * and multicast all lie outside. Inside it these are for protocols, examples, and tunnels that carry IPv4 (Teredo, 6to4).
 */
const NOT_PUBLIC_IPV6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const notPublic = new BlockList();
for (const [network, prefix] of NOT_PUBLIC_IPV4) notPublic.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of NOT_PUBLIC_IPV6) notPublic.addSubnet(network, prefix, "ipv6");
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");

/** Whether an address lies on the public internet, or in a network that the operator has named (S12). */
export function mayReach(address: string, allowed: BlockList | undefined): boolean {
  // A zone names an interface of ours; no public address has one.
  if (address.includes("%")) return false;
  const version = isIP(address);
  if (version === 0) return false;
  const type = version === 6 ? "ipv6" : "ipv4";
  if (allowed?.check(address, type) === true) return true;
  if (notPublic.check(address, type)) return false;
  return version === 4 || globalUnicast.check(address, "ipv6");
}
