import { beforeAll, describe, expect, it } from "vitest";
import { setPublicAddress } from "@/server/kernel/public-address";
import { isPageWrite, refuseForeignWrite } from "./page-write";

const OURS = "https://tellus.example";

beforeAll(() => setPublicAddress(OURS));

function request(method: string, headers: Record<string, string>): Request {
  return new Request(`${OURS}/api/trpc/team/study.pause`, {
    method,
    headers: { host: "tellus.example", "content-type": "application/json", ...headers },
    ...(method === "GET" ? {} : { body: "{}" }),
  });
}

describe("a write with a cookie", () => {
  it("is let through when a page of ours posts JSON", () => {
    const ours = request("POST", { origin: OURS });
    expect(isPageWrite(ours)).toBe(true);
    expect(refuseForeignWrite(ours)).toBeNull();
  });

  it.each([
    ["another site", { origin: "https://evil.example" }],
    ["a sandboxed frame", { origin: "null" }],
    ["no Origin at all", {}],
    ["a site whose name begins like ours", { origin: "https://tellus.example.evil.example" }],
    ["another port", { origin: "https://tellus.example:8443" }],
    ["plain http", { origin: "http://evil.example" }],
    ["an Origin that is no address", { origin: "tellus.example" }],
  ])("is refused from %s", async (_, headers) => {
    const foreign = request("POST", headers);
    expect(isPageWrite(foreign)).toBe(false);
    expect(refuseForeignWrite(foreign)?.status).toBe(403);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "is refused as %s, which a form of another site could send",
    (type) => {
      const form = request("POST", { origin: OURS, "content-type": type });
      expect(isPageWrite(form)).toBe(false);
      expect(refuseForeignWrite(form)?.status).toBe(415);
    },
  );

  it("is never a GET, whatever its headers say", () => {
    const read = request("GET", { origin: OURS });
    expect(isPageWrite(read)).toBe(false);
    expect(refuseForeignWrite(read)).toBeNull();
  });
});
