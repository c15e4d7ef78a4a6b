import { isIP } from "node:net";
import type { OutgoingRules } from "./outgoing-rules";
import { mayReach } from "./public-address";
import { RefusedTarget } from "./refused-target";

const URL_LENGTH_MAX = 2_048;

/**
 * Reads an address that somebody gave us, or throws why it is not one that we send requests to (S12). URL parsing has turned
 * every spelling of an IPv4 address (octal, hexadecimal, one number, full-width digits) into four decimal numbers before they
 * are looked at here; names are looked at when they are resolved.
 */
export function checkTarget(text: string, rules: OutgoingRules): URL {
  if (text.length > URL_LENGTH_MAX) throw new RefusedTarget(`Must be at most ${URL_LENGTH_MAX} characters.`);
  const url = parse(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && rules.allowHttp))
    throw new RefusedTarget(rules.allowHttp ? "Must begin with https:// or http://." : "Must begin with https://.");
  if (url.username !== "" || url.password !== "")
    throw new RefusedTarget("Must hold no user name or password: they would stand in logs.");
  const port = portOf(url);
  if (!rules.ports.includes(port))
    throw new RefusedTarget(`Port ${port} is not among those this server sends to: ${rules.ports.join(", ")}.`);
  const host = hostOf(url);
  if (isIP(host) !== 0 && !mayReach(host, rules.networks)) throw notPublic(host);
  return url;
}

/** Without the brackets that an address of IPv6 has in a URL. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

export function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/** The same for a name and for an address, and no word of what the name leads to: what our network looks like is nobody's business. */
export function notPublic(host: string): RefusedTarget {
  return new RefusedTarget(
    `${host} does not lead to the public internet. The operator of this server can allow networks with TELLUS_WEBHOOK_NETWORKS.`,
  );
}

function parse(text: string): URL {
  // Tabs and line breaks are dropped by URL parsing, which would make the stored text another one than what is called.
  if (/[\s\p{Cc}]/u.test(text)) throw new RefusedTarget("Must hold no spaces, line breaks or control characters.");
  try {
    return new URL(text);
  } catch {
    throw new RefusedTarget("Must be a whole URL, like https://example.org/hooks/tellus.");
  }
}
