/** ES-module half of run-boundaries.mjs: see there. */
export function resolve(specifier, context, next) {
  const isCompiler = specifier === "typescript" && context.parentURL?.includes("/dependency-cruiser/");
  return next(isCompiler ? "typescript-6" : specifier, context);
}
