/** The container's health check: exit code 0 when the server in it takes requests. */
const answer = await fetch(`http://127.0.0.1:${process.env.PORT ?? "3000"}/readyz`).catch(() => null);
process.exitCode = answer?.ok ? 0 : 1;
