import type { Host } from "./host.ts";
import { memorySpool } from "./spool.ts";

/** A page: no environment, no disk, no signals. package.json puts this in the place of node-host. */
export const host: Host = {
  setting: () => undefined,
  stored: () => ({}),
  name: () => "browser",
  openSpool: () => memorySpool,
  onLeave: () => () => undefined,
  onEnd: () => () => undefined,
  inBackground: () => undefined,
};
