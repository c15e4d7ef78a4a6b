import { expect, it } from "vitest";
import { scopes } from "@/lib/contract/scopes";
import { scopesOfKeyKind, usualScopesOfKeyKind } from "@/lib/domain/permissions";
import { describeScopes, scopeWords } from "./describe-scopes";

it("says the usual sets in a few words", () => {
  expect(describeScopes(scopesOfKeyKind("wrk"))).toBe("ask and tell");
  expect(describeScopes(usualScopesOfKeyKind("svc"))).toBe(
    "ask and tell; see everything; create and change projects, studies and trials",
  );
});

it("names every scope of an unusual set, and none that is not in it", () => {
  expect(describeScopes(["trial:tell", "study:read"])).toBe("tell measurements and results; see studies");
  for (const scope of scopes) expect(describeScopes([scope])).toBe(scopeWords[scope]);
  expect(describeScopes([])).toBe("nothing");
});
