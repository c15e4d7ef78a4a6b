import fc from "fast-check";
import { expect, it } from "vitest";
import { safeReturnPath } from "./session-return-path";

it.each(["/demo", "/demo/prj_1/std_2", "/demo?state=failed"])("keeps %s", (path) => {
  expect(safeReturnPath(path)).toBe(path);
});

it.each([
  null,
  undefined,
  "",
  "demo",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/..//evil.example",
  "/.//evil.example",
  "javascript:alert(1)",
  "/sign-in?return_to=/sign-in",
  "/api/auth/signout",
])("sends %j to the front page", (path) => {
  expect(safeReturnPath(path)).toBe("/");
});

it("never leaves this site, whatever it is given", () => {
  const odd = fc.stringMatching(/^\/[/\\.@:%a-c\t]{0,8}evil\.example$/);
  fc.assert(
    fc.property(fc.oneof(odd, fc.webUrl(), fc.string()), (wanted) => {
      expect(new URL(safeReturnPath(wanted), "https://tellus.example").origin).toBe("https://tellus.example");
    }),
    { seed: 5, numRuns: 2000 },
  );
});
