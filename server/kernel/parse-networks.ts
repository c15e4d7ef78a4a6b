import { BlockList, isIP } from "node:net";

/** Addresses and networks with commas between them, `10.0.0.0/8,192.0.2.7,fd00::/8`; undefined when one cannot be read. */
export function parseNetworks(text: string): BlockList | undefined {
  const list = new BlockList();
  return text.split(",").every((entry) => add(list, entry.trim())) ? list : undefined;
}

function add(list: BlockList, entry: string): boolean {
  const [address = "", prefix, ...rest] = entry.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  const type = version === 6 ? "ipv6" : "ipv4";
  if (prefix === undefined) {
    list.addAddress(address, type);
    return true;
  }
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (version === 6 ? 128 : 32)) return false;
  list.addSubnet(address, Number(prefix), type);
  return true;
}
