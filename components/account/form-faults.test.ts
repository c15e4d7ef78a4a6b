import { TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import { formFaults } from "./form-faults";

function refused(fields: readonly { readonly pointer: string; readonly detail: string }[]): unknown {
  return Object.assign(new TRPCClientError("The request is not as it must be."), { data: { fields } });
}

test("a refusal is said at its field, the first of several", () => {
  const error = refused([
    { pointer: "/email", detail: "Taken." },
    { pointer: "/email", detail: "Too long." },
  ]);
  expect(formFaults(error, ["email", "password"])).toEqual({ email: "Taken." });
});

test("what belongs to no field that is shown is said below the form", () => {
  expect(formFaults(refused([{ pointer: "/secret", detail: "Too long." }]), ["email"])).toEqual({
    form: "The request is not as it must be.",
  });
});

test("a server that was not reached is no fault of the form", () => {
  expect(formFaults(new TRPCClientError("fetch failed"), ["email"]).form).toMatch(/could not be reached/);
  expect(formFaults(new Error("x"), []).form).toMatch(/could not be reached/);
});
