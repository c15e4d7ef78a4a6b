import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bootstrap/paths.mjs";

/** Every file that is, or would be, part of the repository; deleted ones left out. */
export function trackedFiles() {
  const list = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    maxBuffer: 64 << 20,
  });
  return String(list)
    .split("\0")
    .filter((file) => file && existsSync(join(root, file)));
}
