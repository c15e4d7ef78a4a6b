import { formatSeconds } from "../bootstrap/step.mjs";

/**
 * What a step came to. A check counts as one test; `output` is what its program said last, kept for a failure.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, output?: string, note?: string }} StepResult
 */

/** One line per step as it ends, with the failing program's words above it. */
export function reportStep({ name, result, elapsedMs }) {
  const { passed, failed, skipped, output, note } = result;
  if (failed > 0 && output) console.log(`\n${output.trimEnd()}\n`);
  const mark = failed > 0 ? "✗" : skipped > 0 && passed === 0 ? "–" : "✓";
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
  const line = `${mark} ${name.padEnd(11)} ${counts.filter(Boolean).join(", ").padEnd(24)} ${formatSeconds(elapsedMs).padStart(8)}`;
  console.log(note ? `${line}  ${note}` : line);
}

/** Said beside a step whose tests all passed, but not all at once. */
export function secondTryNote(count) {
  return count > 0 ? `${count} passed at the second try only` : "";
}

/** The sum of all steps; its last line is what scripts read. True when nothing failed. */
export function reportSum(results) {
  const sum = (field) => results.reduce((total, { result }) => total + result[field], 0);
  const broken = results.filter(({ result }) => result.failed > 0).map(({ name }) => name);
  const noted = results.filter(({ result }) => result.skipped > 0 && result.note);
  console.log("");
  for (const { name, result } of noted) console.log(`${name}, ${result.skipped} skipped: ${result.note}`);
  if (broken.length > 0) console.log(`Failed: ${broken.join(", ")}. Their messages are above.`);
  const skipped = sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : "";
  console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped}`);
  return broken.length === 0;
}
