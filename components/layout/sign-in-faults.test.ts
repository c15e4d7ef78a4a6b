import { expect, it } from "vitest";
import { signInFaults } from "./sign-in-faults";

it("says how long to wait, in minutes", () => {
  expect(signInFaults("wait:45").form).toContain("in a minute");
  expect(signInFaults("wait:841").form).toContain("15 minutes");
});

it("does not say whether the address or the password was wrong", () => {
  expect(signInFaults("CredentialsSignin")).toEqual({
    form: "E-mail and password do not match. Check both and try again.",
  });
});

it("shows no text that comes from elsewhere", () => {
  for (const given of ["<b>injected</b>", "__proto__", "constructor", ""]) {
    expect(signInFaults(given).form).toBe("The server could not be reached. Try again in a moment.");
  }
});
