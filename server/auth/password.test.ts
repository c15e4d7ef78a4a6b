import { expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./password";

it("stores Argon2id with at least 19 MiB and two passes", async () => {
  expect(await hashPassword("correct horse")).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

it("takes the right password, however its accents are composed, and no other", async () => {
  const stored = await hashPassword("caf\u00e9 au lait");
  expect(await verifyPassword(stored, "cafe\u0301 au lait")).toBe(true);
  expect(await verifyPassword(stored, "cafe au lait")).toBe(false);
});

it("takes no password for nobody, not even the one nobody's hash is made of", async () => {
  expect(await verifyPassword(null, "nobody has this password")).toBe(false);
});

it("refuses an oversized password without hashing it", async () => {
  const started = performance.now();
  expect(await verifyPassword(null, "x".repeat(1025))).toBe(false);
  expect(performance.now() - started).toBeLessThan(10);
});
