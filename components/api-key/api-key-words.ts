import type { ApiKey } from "@/lib/contract/api-key";

export type ApiKeyKind = ApiKey["kind"];

/** In the order in which they are offered: the least powerful first. */
export const kindName: Readonly<Record<ApiKeyKind, string>> = {
  wrk: "Worker",
  svc: "Service",
  pat: "Personal",
  test: "Test",
};

/** What a key of this kind is for, in one sentence. */
export const kindMeaning: Readonly<Record<ApiKeyKind, string>> = {
  wrk: "For training jobs of one project: asks, tells, and can read nothing.",
  svc: "For the team’s automation: creates and reads studies. Stays when you leave.",
  pat: "Acts for you, and ends when you leave or your role no longer makes keys.",
  test: "For trying things out, told apart from real keys by its name.",
};
