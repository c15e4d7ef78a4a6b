/** Hands tools that need the compiler's JavaScript interface TypeScript 6: see run-boundaries.mjs. */
export function resolve(specifier, context, next) {
  const isTool = /\/node_modules\/(dependency-cruiser|openapi-typescript)\//.test(context.parentURL ?? "");
  const isCompiler = specifier === "typescript" && isTool;
  return next(isCompiler ? "typescript-6" : specifier, context);
}
