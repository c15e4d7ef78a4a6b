import { expect, it } from "vitest";
import { setPublicAddress } from "@/server/kernel/public-address";
import { isSameOrigin } from "./same-origin";

setPublicAddress("https://tellus.example");
const from = (origin: string | null, host = "10.0.0.1:3000") =>
  isSameOrigin(new Headers({ host, ...(origin === null ? {} : { origin }) }));

it("takes requests of pages at the public address and at the host they were sent to", () => {
  expect(from("https://tellus.example")).toBe(true);
  expect(from("http://127.0.0.1:3000", "127.0.0.1:3000")).toBe(true);
});

it.each([
  null,
  "null",
  "https://evil.example",
  "https://tellus.example.evil.example",
  "http://tellus.example",
  "file://",
  "http://10.0.0.1",
])("refuses %j", (origin) => {
  expect(from(origin)).toBe(false);
});
