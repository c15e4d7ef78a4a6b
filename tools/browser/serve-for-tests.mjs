/** The built server on a data directory of its own, which goes when the server does. Started by playwright.config.ts. */
import { rmSync } from "node:fs";

const data = process.env.TELLUS_DATA;
process.on("exit", () => rmSync(data, { recursive: true, force: true }));
await import(new URL("../../.build/server.mjs", import.meta.url).href);
