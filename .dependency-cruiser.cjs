/**
 * Who may import whom (docs/architecture). Every rule is an error, and tools/boundaries.test.ts plants one violation per rule.
 * Run by tools/lint/run-boundaries.mjs, which hands dependency-cruiser a compiler it can use.
 */
const TESTS = "\\.(test|bench)\\.tsx?$|^e2e/|^benchmarks/|^faults/|(^|/)testing/";
const PRODUCT = "^(app|components|lib|server)/";
const ENGINE_SURFACE = "/(catalog|definition)\\.ts$|^lib/engine/space/";

/** Matches a package as resolved below node_modules and as written, should it not be installed. */
const packages = (...names) => `(^|node_modules/)(${names.join("|")})(/|$)`;
const rule = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });
/** Types vanish when compiled, so importing one binds nothing at run time. */
const notTypes = { dependencyTypesNot: ["type-only"] };

module.exports = {
  forbidden: [
    rule(
      "no-cycles",
      {},
      { circular: true, viaOnly: notTypes },
      "A cycle has no reading order; move the shared part below both.",
    ),
    rule(
      "no-unresolvable",
      {},
      { couldNotResolve: true },
      "An import that leads nowhere fails only when it is reached.",
    ),
    rule(
      "lib-is-pure",
      { path: "^lib/", pathNot: TESTS },
      { path: "^(app|components|server|prisma|e2e|tools|clients|examples|benchmarks|faults)/" },
      "lib is pure: no I/O, no framework.",
    ),
    rule(
      "lib-no-node-core",
      { path: "^lib/", pathNot: TESTS },
      { dependencyTypes: ["core"] },
      "lib also runs in browsers and workers.",
    ),
    rule(
      "lib-no-framework",
      { path: "^lib/" },
      {
        path: packages(
          "next",
          "next-auth",
          "react",
          "react-dom",
          "@trpc",
          "@prisma",
          "@tanstack",
          "hono",
          "pg",
          "pino",
        ),
      },
      "lib knows no framework.",
    ),
    rule(
      "engine-stands-alone",
      { path: "^lib/engine/" },
      { path: "^lib/", pathNot: "^lib/engine/" },
      "The engine imports nothing of the application.",
    ),
    rule(
      "ml-matrix-only-in-linalg",
      { pathNot: "^lib/engine/linalg/|^benchmarks/" },
      { path: packages("ml-matrix") },
      "One place decides how matrices are factored; benchmarks compare with it.",
    ),
    rule(
      "zod-in-engine-only-for-definitions",
      { path: "^lib/engine/", pathNot: `/definition\\.ts$|^lib/engine/space/|${TESTS}` },
      { path: packages("zod") },
      "Algorithms take values that were parsed before.",
    ),
    rule(
      "engine-implementations-are-server-only",
      { path: "^(components|app|lib/contract)/" },
      { path: "^lib/engine/", pathNot: ENGINE_SURFACE, ...notTypes },
      "Browser bundles hold sampler catalogues, never samplers.",
    ),
    rule(
      "engine-runs-in-the-host",
      { path: "^server/", pathNot: `^server/engine-host/|${TESTS}` },
      { path: "^lib/engine/", pathNot: ENGINE_SURFACE, ...notTypes },
      "The engine is reached through engine-host, off the request's thread.",
    ),
    rule(
      "analysis-uses-engine-helpers-only",
      { path: "^lib/analysis/", pathNot: TESTS },
      { path: "^lib/engine/", pathNot: `^lib/engine/(pareto|stats|importance)/|${ENGINE_SURFACE}`, ...notTypes },
      "A view model explains results; it does not propose.",
    ),
    rule(
      "components-no-server",
      { path: "^components/" },
      { path: "^server/", ...notTypes },
      "Components import server code as types only.",
    ),
    rule(
      "app-is-thin",
      { path: "^app/" },
      { path: "^server/(db|engine-host|jobs|embedded|generated)/" },
      "Routing calls services; it holds no data access.",
    ),
    rule(
      "services-know-no-transport",
      { path: "^server/(services|kernel|db|engine-host|jobs)/", pathNot: TESTS },
      {
        path: `^(app|components)/|^server/(trpc|rest|main|cli)|${packages("@trpc", "next", "next-auth", "react", "hono", "@hono")}`,
      },
      "Services know neither HTTP nor tRPC.",
    ),
    rule(
      "transports-hold-no-logic",
      { path: "^server/(trpc|rest)/", pathNot: TESTS },
      { path: "^server/(db|engine-host|generated)/|^lib/engine/", ...notTypes },
      "Transports authenticate, decode, call one service, encode.",
    ),
    rule(
      "prisma-only-in-db",
      { path: PRODUCT, pathNot: "^server/(db|generated|auth)/" },
      { path: `^server/generated/|${packages("@prisma/client", "@prisma/adapter-pg")}`, ...notTypes },
      "Everyone else gets the scoped handle.",
    ),
    rule(
      "raw-client-stays-in-db",
      { path: "^(app|components|lib|server/(services|kernel|rest|trpc))/", pathNot: TESTS },
      { path: `^server/db/(prisma|pool|pools)\\.ts$|${packages("pg")}`, ...notTypes },
      "Only db, auth, jobs and the process itself see an unscoped connection.",
    ),
    rule(
      "testing-only-from-tests",
      { path: PRODUCT, pathNot: TESTS },
      { path: "(^|/)testing/|\\.test\\.tsx?$" },
      "Test helpers never ship.",
    ),
    rule(
      "product-imports-no-tooling",
      { path: PRODUCT, pathNot: TESTS },
      { path: "^(e2e|benchmarks|faults|examples|clients|tools|prisma)/" },
      "The product does not need what surrounds it.",
    ),
    rule(
      "examples-stand-alone",
      { path: "^examples/" },
      { path: "^(app|components|lib|server|prisma|tools|e2e|benchmarks|faults)/" },
      "An example shows what any training code can do with HTTP or a client.",
    ),
    rule(
      "clients-stand-alone",
      { path: "^clients/", pathNot: TESTS },
      { path: "^(app|components|lib|server|prisma|tools|e2e|benchmarks|faults|examples)/" },
      "A client is installed without the rest of the repository.",
    ),
    rule(
      "clients-need-no-package",
      { path: "^clients/", pathNot: TESTS },
      { path: "node_modules/", ...notTypes },
      "Training code gets no further packages with the client.",
    ),
    rule(
      "no-dev-dependency-in-product",
      { path: PRODUCT, pathNot: TESTS },
      { dependencyTypes: ["npm-dev"], ...notTypes },
      "A production install has no dev dependencies.",
    ),
  ],
  options: {
    // `exclude` would hide packages from the rules above; `doNotFollow` only keeps it from reading them.
    doNotFollow: { path: "node_modules" },
    // The build makes these; nothing of ours imports them by path.
    exclude: { path: "^(\\.next|\\.build|\\.data|clients/typescript/dist)/" },
    // The type-only exceptions rely on it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
