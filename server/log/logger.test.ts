import { describe, expect, it } from "vitest";
import { type LogFields, makeLogger } from "./logger";
import { runInRequest } from "./request-scope";

const KEY = "tellus_wrk_Zx81kPq0Lm39vBn27TyUcE54RsAgHj60QwErTy";
const PASSWORD = "correct-horse-battery-staple";

function logged(write: (log: ReturnType<typeof makeLogger>) => void): string {
  const lines: string[] = [];
  write(makeLogger({ level: "debug", destination: { write: (line) => void lines.push(line) } }));
  return lines.join("");
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("the log", () => {
  it("is one JSON object per line with time, level, message, fields and the request's id", () => {
    const text = logged((log) => runInRequest("req-1", () => log.info("request", { status: 200 })));
    const line = JSON.parse(text) as Record<string, unknown>;
    expect(line).toMatchObject({ level: "info", message: "request", status: 200, request_id: "req-1" });
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("names no request outside of one", () => {
    expect(logged((log) => log.info("started"))).not.toContain("request_id");
  });

  it("leaves out what is below its level", () => {
    const lines: string[] = [];
    const log = makeLogger({ level: "warn", destination: { write: (line) => void lines.push(line) } });
    log.info("not this");
    log.warn("but this");
    expect(lines).toHaveLength(1);
  });
});

class DatabaseError extends Error {
  readonly parameters = [KEY];
  readonly connection = { user: "tellus_app", password: PASSWORD };
}

const cyclic: Record<string, unknown> = { token: KEY };
cyclic.self = cyclic;

const places: readonly (readonly [string, string, LogFields])[] = [
  ["the message", `refused ${KEY}`, {}],
  ["a field", "m", { note: `the key is ${KEY}` }],
  ["the name of a field", "m", { [KEY]: 1 }],
  ["an Authorization header", "m", { headers: { Authorization: `Bearer ${KEY}` } }],
  ["a Basic header", "m", { headers: { authorization: `Basic ${base64(`${KEY}:`)}` } }],
  ["a Basic header inside a text", "m", { note: `sent Basic ${base64(`${KEY}:`)} to us` }],
  ["raw headers", "m", { rawHeaders: ["authorization", `Bearer ${KEY}`, "cookie", `session-token=${KEY}`] }],
  ["a cookie", "m", { cookie: `next-auth.session-token=${PASSWORD}` }],
  ["a cookie inside a text", "m", { note: `Cookie: session=${PASSWORD}; other=1` }],
  ["a password field", "m", { body: { email: "a@b.c", password: PASSWORD } }],
  ["a new-password field", "m", { body: { newPassword: PASSWORD } }],
  ["a secret field", "m", { client_secret: PASSWORD, apiKey: PASSWORD, accessToken: PASSWORD }],
  ["a database URL", "m", { url: `postgresql://tellus_app:${PASSWORD}@127.0.0.1:5432/tellus` }],
  ["a database URL in an error", "m", { error: new Error(`cannot connect to postgres://u:${PASSWORD}@h/db`) }],
  ["a query", "m", { url: `/api/v1/me?token=${PASSWORD}&limit=1` }],
  ["JSON inside a text", "m", { text: JSON.stringify({ password: PASSWORD, key: KEY }) }],
  ["an error's message", "m", { error: new Error(`bad key ${KEY}`) }],
  ["an error's cause", "m", { error: new Error("outer", { cause: new Error(`inner ${KEY}`) }) }],
  ["an error's own fields", "m", { error: new DatabaseError("failed") }],
  ["a list in a list", "m", { list: [[{ deep: [KEY] }]] }],
  ["something that contains itself", "m", { cyclic }],
  ["bytes", "m", { bytes: Buffer.from(KEY) }],
  ["a signed token", "m", { note: `eyJhbGciOiJIUzI1NiJ9.${base64(PASSWORD).replaceAll("=", "")}.c2lnbmF0dXJl` }],
  ["a very long text", "m", { note: `${"x".repeat(8150)} ${KEY}` }],
];

describe("no secret is logged", () => {
  it.each(places)("from %s", (_place, message, fields) => {
    const text = logged((log) => log.error(message, fields));
    expect(text).not.toBe("");
    for (const secret of [
      KEY,
      KEY.slice(11, 40),
      PASSWORD,
      base64(KEY),
      base64(`${KEY}:`),
      base64(PASSWORD).slice(0, 20),
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(() => JSON.parse(text)).not.toThrow();
  });

  it("and ordinary fields stay readable", () => {
    const text = logged((log) =>
      log.info("request", { method: "POST", route: "/api/v1/studies/{study_id}/ask", status: 201, ms: 3.2 }),
    );
    expect(JSON.parse(text)).toMatchObject({
      method: "POST",
      route: "/api/v1/studies/{study_id}/ask",
      status: 201,
      ms: 3.2,
    });
  });
});
