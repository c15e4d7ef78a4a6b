import { expect, it } from "vitest";
import { SignInLimiter } from "./sign-in-limiter";

const MINUTE = 60_000;

function failing(times: number, attempt: (index: number) => { account: string; address: string }) {
  const limiter = new SignInLimiter();
  for (let index = 0; index < times; index += 1) limiter.noteFailure({ ...attempt(index), nowMs: 0 });
  return limiter;
}

it("lets five wrong passwords pass and makes the sixth wait, from whatever address", () => {
  const ada = (address: string, nowMs: number) => ({ account: "ada", address, nowMs });
  expect(failing(4, () => ({ account: "ada", address: "a" })).waitSeconds(ada("a", MINUTE))).toBe(0);
  expect(failing(5, () => ({ account: "ada", address: "a" })).waitSeconds(ada("b", MINUTE))).toBe(14 * 60);
});

it("opens again when the window has passed", () => {
  const limiter = failing(5, () => ({ account: "ada", address: "a" }));
  expect(limiter.waitSeconds({ account: "ada", address: "a", nowMs: 15 * MINUTE })).toBe(0);
});

it("makes an address wait that tries many accounts", () => {
  const limiter = failing(30, (index) => ({ account: `person ${index}`, address: "a" }));
  expect(limiter.waitSeconds({ account: "another", address: "a", nowMs: 0 })).toBeGreaterThan(0);
  expect(limiter.waitSeconds({ account: "another", address: "b", nowMs: 0 })).toBe(0);
});

it("forgives the account, and the address only this one try, when the password is right", () => {
  const limiter = failing(31, () => ({ account: "ada", address: "a" }));
  limiter.noteSuccess({ account: "ada", address: "a" });
  expect(limiter.waitSeconds({ account: "ada", address: "b", nowMs: 0 })).toBe(0);
  expect(limiter.waitSeconds({ account: "ada", address: "a", nowMs: 0 })).toBeGreaterThan(0);
});

it("does not confuse an account with an address of the same text", () => {
  const limiter = failing(5, () => ({ account: "x", address: "y" }));
  expect(limiter.waitSeconds({ account: "y", address: "x", nowMs: 0 })).toBe(0);
});
