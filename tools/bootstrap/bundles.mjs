/** What esbuild makes into one file each: name in .build → entry. The worker thread needs a file of its own to start from. */
export const PRODUCT_BUNDLES = {
  server: "server/main.ts",
  "engine-worker": "server/engine-host/worker.ts",
  cli: "server/cli/main.ts",
  digits: "examples/digits/main.ts",
  "digits-worker": "examples/digits/worker.ts",
};

/** esbuild's options for those: our code in one file, packages left where npm put them. */
export function bundleOptions(entries) {
  return {
    entryPoints: Object.entries(entries).map(([out, path]) => ({ in: path, out })),
    outdir: ".build",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "silent",
    plugins: [serverOnly],
  };
}

/** `server-only` is Next's guard against browser bundles; outside Next it throws, and what we bundle is the server. */
const serverOnly = {
  name: "server-only",
  setup(build) {
    build.onResolve({ filter: /^server-only$/ }, () => ({ path: "server-only", namespace: "empty" }));
    build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "" }));
  },
};
