import fc from "fast-check";
import { expect, test } from "vitest";
import { slugOf } from "./workspace-slug";

test.each([
  ["Röntgen Labs", "rontgen-labs"],
  ["  --Ops / 2026--  ", "ops-2026"],
  ["研究", "team"],
  ["API", "api-team"],
  ["sign in", "sign-in-team"],
])("%s becomes %s", (name, slug) => expect(slugOf(name)).toBe(slug));

test("whatever the name, the database takes the address, with room for a suffix", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (name) => {
      expect(slugOf(name)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,44}[a-z0-9])?$/);
    }),
  );
});
