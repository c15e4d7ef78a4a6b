import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalog } from "./catalog";
import { registry } from "./registry";

describe("the catalogue", () => {
  test("lists every implemented sampler once, with defaults for all options and a publishable schema", () => {
    expect(catalog.map(({ id }) => id).sort()).toEqual(Object.keys(registry).sort());
    for (const { options, references } of catalog) {
      expect(options.safeParse({}).success).toBe(true);
      expect(options.safeParse({ unheard_of: 1 }).success).toBe(false);
      expect(z.toJSONSchema(options)).toMatchObject({ type: "object" });
      expect(references.length).toBeGreaterThan(0);
    }
  });
});
