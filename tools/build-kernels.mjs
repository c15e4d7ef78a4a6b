/** Compiles the engine's WebAssembly kernels when their sources changed: `npm run build:kernels`. */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");

await runMain(() => bootstrap({ until: "kernels" }));
