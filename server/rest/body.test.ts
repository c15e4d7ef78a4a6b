import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AppError } from "@/server/kernel/app-error";
import { expectProblem } from "./testing/expect-problem";
import { sampleIds } from "./testing/sample-outputs";
import { jsonHeaders, startTestApi, type TestApi } from "./testing/start-test-api";

// Real sockets and real time: a busy machine may need longer than five seconds.
vi.setConfig({ testTimeout: 30_000 });

const { study, trial } = sampleIds;
const tellBody = { attempt: 1, state: "completed", values: { accuracy: 0.9 } };
let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({
    handlers: {
      "trial.enqueue": async () => {
        throw new AppError("invalid_assignments", "Outside.", {
          errors: [{ pointer: "/trials/0/assignments/lr", code: "too_large", detail: "At most 1." }],
        });
      },
    },
  });
});
afterAll(() => api.close());

describe("the body", () => {
  const tell = (body: string) => api.call("POST", `/api/v1/trials/${trial}/tell`, { body });
  const withMetadata = (metadata: string) => tell(`{"attempt":1,"state":"failed","metadata":${metadata}}`);

  it("of 2 MiB is 413", async () => {
    await expectProblem(await tell(`{"reason":"${"x".repeat(2 * 1024 * 1024)}"}`), "body_too_large");
  });

  it("of depth 1,000 is 400", async () => {
    await expectProblem(await withMetadata("[".repeat(1000) + "]".repeat(1000)), "body_too_deep");
  });

  it("with 1e400 is 422 and says where", async () => {
    const problem = await expectProblem(await withMetadata('{"a":[1,1e400]}'), "value_not_finite");
    expect(problem.errors).toMatchObject([{ pointer: "/metadata/a/1" }]);
  });

  it("with a bare NaN is 400, says where, and what to send instead", async () => {
    const problem = await expectProblem(await tell('{"values":{"loss":NaN}}'), "malformed_json");
    expect(problem.position).toBe(18);
    expect(problem.detail).toContain('"NaN"');
  });

  it("with __proto__, constructor or prototype as a key is 422", async () => {
    for (const key of ["__proto__", "constructor", "prototype", "__pr\\u006fto__"]) {
      await expectProblem(await withMetadata(`{"${key}":{"admin":true}}`), "forbidden_key");
    }
  });

  it("with a NUL or half a surrogate pair in a text or a key is 422", async () => {
    for (const metadata of ['{"a":"\\u0000"}', '{"a\\u0000":1}', '{"a":"\\ud800"}', '{"\\udc00":1}']) {
      await expectProblem(await withMetadata(metadata), "forbidden_character");
    }
    expect((await withMetadata('{"a":"😀 \\ud83d\\ude00"}')).status).toBe(200);
  });

  it("with an integer beyond 2^53 is 422, with a large float it is not", async () => {
    await expectProblem(await withMetadata('{"a":9007199254740993}'), "invalid_input");
    expect((await withMetadata('{"a":1e300,"b":9007199254740991}')).status).toBe(200);
  });

  it("with a text above 64 KiB is 422, with one of 64 KiB it is not", async () => {
    await expectProblem(await withMetadata(`{"a":"${"x".repeat(65_537)}"}`), "invalid_input");
    expect((await withMetadata(`{"a":"${"x".repeat(65_536)}"}`)).status).toBe(200);
  });

  it("with a key twice is 400", async () => {
    await expectProblem(await tell('{"attempt":1,"attempt":2}'), "malformed_json");
    await expectProblem(await tell('{"attempt":1,"\\u0061ttempt":2}'), "malformed_json");
  });

  it("that is not UTF-8 is 400", async () => {
    const response = await fetch(`${api.origin}/api/v1/trials/${trial}/tell`, {
      method: "POST",
      headers: jsonHeaders,
      body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    });
    await expectProblem(response, "malformed_json");
  });

  it("of another type, charset or encoding is 415", async () => {
    const refused: Record<string, string>[] = [
      { "content-type": "text/plain" },
      { "content-type": "application/json; charset=latin1" },
      { "content-type": "application/x-www-form-urlencoded" },
      { "content-encoding": "gzip" },
    ];
    for (const headers of refused) {
      const response = await api.call("POST", `/api/v1/trials/${trial}/tell`, { body: tellBody, headers });
      await expectProblem(response, "unsupported_media_type");
    }
  });

  it("may be absent where no field is needed, and names the missing fields where one is", async () => {
    expect((await api.call("POST", `/api/v1/studies/${study}/resume`)).status).toBe(200);
    expect((await api.call("POST", `/api/v1/studies/${study}/ask`)).status).toBe(201);
    const problem = await expectProblem(await api.call("POST", `/api/v1/trials/${trial}/heartbeat`), "invalid_input");
    expect(problem.errors).toMatchObject([{ pointer: "/attempt" }]);
  });

  it("that is no object, or has unknown fields or such as belong elsewhere, is 422", async () => {
    for (const body of ["null", "[]", "1", '"x"']) await expectProblem(await tell(body), "invalid_input");
    const unknown = await expectProblem(await tell('{"attempt":1,"state":"failed","wibble":1}'), "invalid_input");
    expect(unknown.errors).toMatchObject([{ pointer: "/wibble", code: "unknown_field" }]);
    const elsewhere = await api.call("POST", "/api/v1/projects", { body: { name: "a", if_exists: "return" } });
    expect(await expectProblem(elsewhere, "invalid_input")).toMatchObject({ errors: [{ pointer: "/if_exists" }] });
    const inPath = await tell(`{"trial_id":"${trial}","attempt":1,"state":"failed"}`);
    expect(await expectProblem(inPath, "invalid_input")).toMatchObject({ errors: [{ pointer: "/trial_id" }] });
  });

  it("of a service's refusal is pointed into", async () => {
    const response = await api.call("POST", `/api/v1/studies/${study}/trials`, {
      body: { trials: [{ assignments: { lr: 2 } }] },
    });
    const problem = await expectProblem(response, "invalid_assignments");
    expect(problem.errors).toMatchObject([{ pointer: "/trials/0/assignments/lr" }]);
  });
});
