import { existsSync } from "node:fs";
import { join } from "node:path";
import { bins, buildDirectory, root } from "./paths.mjs";
import { runProgram } from "./run-program.mjs";
import { hashSources, isStamped, stamped } from "./stamp.mjs";
import { step } from "./step.mjs";

const STAMP = join(buildDirectory, "client.stamp");
const INPUTS = ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"];

/** Generates the database client from the schema, when the schema or the generator changed. */
export async function generateClient() {
  const hash = hashSources(INPUTS);
  if (isStamped(STAMP, hash) && existsSync(join(root, "server/generated/prisma/client.ts"))) return;
  await step("Generating the database client", () => stamped(STAMP, hash, generate));
}

function generate() {
  return runProgram(process.execPath, [bins.prisma, "generate"], {
    name: "prisma generate",
    timeoutMs: 120_000,
    env: { PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" },
    advice: "correct prisma/schema.prisma as the message above says.",
  });
}
