/** Writes the TypeScript client's types, which are those of docs/api/openapi.json; `check:drift` compares. */
import { readFileSync, writeFileSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./bootstrap/paths.mjs";

export const CLIENT_TYPES = "clients/typescript/src/generated/api.ts";

/** The generator builds its output with the compiler's JavaScript interface, which TypeScript 7 no longer has. */
register("./lint/typescript-6-hook.mjs", import.meta.url);

export async function clientTypes() {
  const { default: typesOf, astToString } = await import("openapi-typescript");
  const document = JSON.parse(readFileSync(join(root, "docs/api/openapi.json"), "utf8"));
  for (const operation of Object.values(document.paths).flatMap(Object.values)) dropRefusals(operation);
  // The generator writes it as a type that names itself directly, which TypeScript refuses.
  document.components.schemas.JsonValue = { description: "Any JSON." };
  // A field with a default may be left out of a request.
  const types = astToString(await typesOf(document, { immutable: true, defaultNonNullable: false }));
  return `/** Made by \`npm run client:types\` from docs/api/openapi.json. */\n\n${types}`;
}

/** They are all a Problem, which is said once rather than for each status of each operation. */
function dropRefusals({ responses }) {
  for (const status of Object.keys(responses)) if (Number(status) >= 400) delete responses[status];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  writeFileSync(join(root, CLIENT_TYPES), await clientTypes());
