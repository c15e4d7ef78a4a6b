import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { commonErrors, errorCatalog } from "@/lib/contract/errors";
import { operations } from "@/lib/contract/operations";

const server = path.resolve("server");
const sources = readdirSync(server, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|(^|\/)(testing|generated)\//.test(file.replaceAll("\\", "/")))
  .map((file) => readFileSync(path.join(server, file), "utf8"))
  .join("\n");

test.each(Object.keys(errorCatalog))("%s is given somewhere: what nothing gives is not in the catalogue", (code) => {
  expect(sources).toContain(`"${code}"`);
});

test("no operation repeats what every operation can give", () => {
  const common: readonly string[] = commonErrors;
  const repeated = operations.flatMap(({ id, errors }) =>
    errors.filter((code) => common.includes(code)).map((code) => `${id} ${code}`),
  );
  expect(repeated).toEqual([]);
});
