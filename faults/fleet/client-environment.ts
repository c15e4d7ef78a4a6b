import path from "node:path";
import { pathToFileURL } from "node:url";
import type * as Environment from "../../tools/python/environment.mjs";

/** The virtual environment that the Python client is tested in, or what this machine lacks for it. */
export async function clientEnvironment(checkout: string): ReturnType<typeof Environment.provideEnvironment> {
  // A tool of the checkout, not of this bundle: it works from where it lies.
  const tool: typeof Environment = await import(
    pathToFileURL(path.join(checkout, "tools/python/environment.mjs")).href
  );
  return tool.provideEnvironment();
}
