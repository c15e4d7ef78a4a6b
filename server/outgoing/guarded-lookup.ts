import { promises as dns, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { notPublic } from "./check-target";
import type { OutgoingRules } from "./outgoing-rules";
import { mayReach } from "./public-address";
import { RefusedTarget } from "./refused-target";

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

export const resolveBySystem: Resolve = (name) => dns.lookup(name, { all: true, verbatim: true });

/** The addresses of a name, or a refusal if any of them is not public: one good among bad is how a trap is made. */
export async function publicAddresses(
  name: string,
  { rules, resolve }: { readonly rules: OutgoingRules; readonly resolve: Resolve },
): Promise<readonly LookupAddress[]> {
  const addresses = await resolve(name);
  if (addresses.length === 0) throw new RefusedTarget(`${name} has no address.`);
  if (!addresses.every(({ address }) => mayReach(address, rules.networks))) throw notPublic(name);
  return addresses;
}

/** For a socket: it connects to an address that was looked at, and asks nobody again in between. */
export function guardedLookup(rules: OutgoingRules, resolve: Resolve): LookupFunction {
  return (name, options, callback) => {
    publicAddresses(name, { rules, resolve }).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, [...addresses]);
        else callback(null, first?.address ?? "", first?.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, ""),
    );
  };
}
