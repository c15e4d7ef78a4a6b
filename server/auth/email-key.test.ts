import { expect, it } from "vitest";
import { emailKey } from "./email-key";

it("is the same for addresses that differ in case, width or surrounding space", () => {
  expect(new Set([" Ada@Example.org", "ada@example.org ", "ＡＤＡ@example.org"].map(emailKey))).toEqual(
    new Set(["ada@example.org"]),
  );
});

it.each([
  "",
  "ada",
  "ada@",
  "@example.org",
  "a@b@c",
  "ada＠evil.org@example.org",
  '"a@b"@c',
  `${"a".repeat(250)}@b.org`,
])("is nothing for %j", (email) => {
  expect(emailKey(email)).toBeNull();
});
