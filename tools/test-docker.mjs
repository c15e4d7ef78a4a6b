import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { runDockerfile } = await import("./docker/run-dockerfile.mjs");

await runMain(runDockerfile);
