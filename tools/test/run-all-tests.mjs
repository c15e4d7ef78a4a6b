import { bootstrap } from "../bootstrap/bootstrap.mjs";
import { Failure } from "../bootstrap/failure.mjs";
import { step } from "../bootstrap/step.mjs";
import { checks, runCheck } from "./check-steps.mjs";
import { runPythonTests } from "./python-step.mjs";
import { reportStep, reportSum } from "./summary.mjs";
import { runVitest } from "./vitest-step.mjs";

/** Limits end what hangs. They leave room for a machine that is busy with other things, and are no goals of speed. */
const MINUTE = 60_000;

/** In order: what is quick to know first, and the build before what uses it. `named` ones may take their time. */
const STEPS = {
  format: () => runCheck(checks.format),
  types: () => runCheck(checks.types),
  lint: () => runCheck(checks.lint),
  boundaries: () => runCheck(checks.boundaries),
  unused: () => runCheck(checks.unused),
  size: () => runCheck(checks.size),
  portable: () => runCheck(checks.portable),
  unit: () => runVitest("unit", 15 * MINUTE),
  build: () => runCheck(checks.build),
  database: () => runVitest("database", 15 * MINUTE),
  contract: () => runVitest("contract", 10 * MINUTE),
  isolation: () => runVitest("isolation", 10 * MINUTE),
  drift: () => runCheck(checks.drift),
  python: ({ named }) => runPythonTests(15 * MINUTE, { long: named }),
  // Loaded late: it needs a package.
  faults: async () => (await import("./faults-step.mjs")).runFaultSamples(10 * MINUTE),
  // Loaded late: it needs a package.
  browser: async () => (await import("./browser-step.mjs")).runBrowserTests(20 * MINUTE),
};

/** Every check and every test, or those named. A failure does not stop the rest. */
export async function runAllTests(names) {
  const unknown = names.filter((name) => !(name in STEPS));
  if (unknown.length > 0)
    throw new Failure(`There is no step ${unknown.join(", ")}.`, `choose from: ${Object.keys(STEPS).join(", ")}`);
  await bootstrap({ until: needsBuild(names) ? "pages" : "kernels" });
  const results = [];
  for (const [name, run] of Object.entries(STEPS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const startedAt = performance.now();
    const result = await step(`Running ${name}`, () => run({ named: names.length > 0 }), { quietEnd: true });
    const entry = { name, result, elapsedMs: performance.now() - startedAt };
    reportStep(entry);
    results.push(entry);
  }
  if (!reportSum(results)) process.exitCode = 1;
}

/** Named steps run alone, so what they rest on has to be there; all together, the step `build` makes it. */
function needsBuild(names) {
  return names.some((name) => ["database", "contract", "isolation", "python", "faults", "browser"].includes(name));
}
