import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import * as contract from "@/lib/contract/account";
import type { AccountOperation } from "@/lib/contract/account-operation";
import { operations } from "@/lib/contract/operations";
import type { AccountContext } from "@/server/account/account-context";
import { accountRouter } from "./account-router";
import { appRouter } from "./root";

type Who = "anyone" | "person";

/**
 * Who may do what without being in a workspace, said once more and by hand, with an input that is good: an operation without
 * a line fails here, as does one whose line says something else than its definition.
 */
const MAY: Readonly<Record<string, readonly [Who, unknown]>> = {
  "account.read": ["person", {}],
  "account.set-up": ["anyone", {}],
  "account.sign-up": ["anyone", {}],
  "account.create-workspace": ["person", { name: "Vision" }],
  "account.read-invitation": ["anyone", {}],
  "account.accept-invitation": ["person", { secret: "x" }],
  "account.join-workspace": ["anyone", {}],
  "account.list-sessions": ["person", {}],
  "account.end-session": ["person", { session_id: `ses_${"0".repeat(32)}` }],
  "account.end-all-sessions": ["person", {}],
  "account.change-password": ["person", { current_password: "x", new_password: "long enough indeed" }],
};

const accountOperations = Object.values(contract).filter(
  (each): each is (typeof contract)["readAccount"] => typeof each === "object" && "who" in each,
) as readonly AccountOperation[];

const procedureOf = (id: string) =>
  id.replace("account.", "").replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** How the procedure ends for somebody who is signed out, or for a request that came from no page of ours. */
async function answer(id: string, input: unknown, mayWrite: boolean): Promise<string> {
  const context: AccountContext = { person: async () => null, mayWrite, address: "192.0.2.1", requestId: "test" };
  const caller: unknown = accountRouter.createCaller(context);
  const procedure = (caller as Record<string, (input: unknown) => Promise<unknown>>)[procedureOf(id)];
  if (procedure === undefined) return "no procedure";
  return procedure(input).then(
    () => "let in",
    (error: unknown) => (error instanceof TRPCError ? error.code : String(error)),
  );
}

describe("S4 what people do as themselves", () => {
  test("the table names each operation, and each has a procedure", () => {
    expect(accountOperations.map(({ id }) => id).toSorted()).toEqual(Object.keys(MAY).toSorted());
    const procedures = Object.keys(accountRouter._def.procedures).toSorted();
    expect(accountOperations.map(({ id }) => procedureOf(id)).toSorted()).toEqual(procedures);
  });

  test.each(accountOperations.map(({ id, who, kind }) => [id, who, kind] as const))(
    "%s is for %s",
    async (id, who, kind) => {
      const [may, input] = MAY[id] ?? [];
      expect(who).toBe(may);
      const signedOut = await answer(id, who === "person" ? input : { "no such field": 1 }, true);
      expect(signedOut).toBe(who === "person" ? "UNAUTHORIZED" : "UNPROCESSABLE_CONTENT");
      const foreign = await answer(id, input, false);
      if (kind === "mutation") expect(foreign).toBe("FORBIDDEN");
      expect(procedureTypes(accountRouter)[procedureOf(id)]).toBe(kind);
    },
  );
});

test("S10 what pages may call is of the contract, and what writes there is no query here", () => {
  const kinds = new Map<string, string>(operations.map(({ id, kind }) => [id, kind]));
  const exposed = Object.entries(procedureTypes(appRouter));
  expect(exposed.length).toBeGreaterThan(20);
  const foreign = exposed.filter(([path, type]) => kinds.get(operationOf(path)) !== type);
  // Drafts are too large for an address, so they are sent although nothing changes.
  // Notices that something changed, for those who may read it: each study is read as study.read reads it.
  expect(foreign).toEqual([
    ["study.preview-space", "mutation"],
    ["study.preview-plan", "mutation"],
    ["study.changes", "subscription"],
    ["study.changesOfSeveral", "subscription"],
  ]);
});

/** Procedures are named as JavaScript names, operations with dashes. */
const operationOf = (path: string) => path.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function procedureTypes(router: { readonly _def: { readonly procedures: object } }): Record<string, string> {
  return Object.fromEntries(
    Object.entries(router._def.procedures as Record<string, { _def: { type: string } }>).map(([path, { _def }]) => [
      path,
      _def.type,
    ]),
  );
}
