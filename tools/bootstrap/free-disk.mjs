import { statfsSync } from "node:fs";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";

/** Refuses to begin what would fill the disk half-way through. */
export function requireFreeDisk(neededMiB, purpose) {
  const { bavail, bsize } = statfsSync(root);
  const freeMiB = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMiB >= neededMiB) return;
  throw new Failure(
    `${purpose} needs about ${neededMiB} MiB of free disk; ${root} has ${freeMiB} MiB.`,
    "free some disk space, or move the checkout to a disk with more, and run the command again.",
  );
}
