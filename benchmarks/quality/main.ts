import { findReferenceValues } from "./find-reference-values";
import { serveProblems } from "./serve-problems";

/** `npm run bench:quality`: what each word does is in README.md. */
const [, , word, ...rest] = process.argv;

async function main(): Promise<void> {
  if (word === "serve") return serveProblems();
  if (word === "reference") return findReferenceValues(rest);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
