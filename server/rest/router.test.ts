import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AppError, notFound } from "@/server/kernel/app-error";
import { restRoutes } from "./rest-routes";
import { expectProblem } from "./testing/expect-problem";
import { sampleIds } from "./testing/sample-outputs";
import { startTestApi, type TestApi } from "./testing/start-test-api";

// Real sockets and real time: a busy machine may need longer than five seconds.
vi.setConfig({ testTimeout: 30_000 });

const { study, trial, project } = sampleIds;
const seen: unknown[] = [];
let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({
    handlers: {
      "study.read": async () => Promise.reject(notFound()),
      "project.update": async (_context, input) => {
        seen.push(input);
        throw new AppError("name_taken", "Choose another name.");
      },
      "study.pause": async () => {
        throw Object.assign(new Error("terminating connection: select * from secret_table"), { code: "57P01" });
      },
      "study.stop": async () => {
        throw new Error("select * from secret_table failed at /srv/tellus/file.ts");
      },
    },
  });
});
afterAll(() => api.close());

describe("every route of the contract", () => {
  it.each(restRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s is reached and asks for a key",
    async (_name, route) => {
      const target = `/api/v1${route.path.replace("{study_id}", study).replace("{trial_id}", trial).replace("{project_id}", project).replace("{webhook_id}", sampleIds.webhook)}`;
      const response = await fetch(api.origin + target, { method: route.method });
      await expectProblem(response, "unauthenticated");
      expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    },
  );
});

describe("an answer", () => {
  it("has the operation's status, its headers, and may not be kept by anyone", async () => {
    const response = await api.call("POST", `/api/v1/projects/${project}/studies?if_exists=return`, {
      body: { name: "a", search_space: {}, objectives: [{ metric: "m", direction: "minimize" }] },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("etag")).toBe('"3"');
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("server")).toBeNull();
    expect(response.headers.get("x-powered-by")).toBeNull();
  });

  it("takes over a plain request id and makes its own for any other", async () => {
    const plain = await api.call("GET", "/api/v1/me", { headers: { "x-request-id": "worker-7.step-12" } });
    expect(plain.headers.get("x-request-id")).toBe("worker-7.step-12");
    const odd = await api.call("GET", "/api/v1/me", { headers: { "x-request-id": 'a" onload=alert(1) b' } });
    expect(odd.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("to HEAD has no body, to OPTIONS the methods", async () => {
    const head = await api.call("HEAD", "/api/v1/me");
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const options = await fetch(`${api.origin}/api/v1/projects`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
  });
});

describe("addresses", () => {
  it("an unknown one is 404", async () => {
    for (const target of [
      "/api/v1/nothing",
      "/api/v1",
      "/api/v1/",
      "/api/v1/me/",
      "/api/v1//me",
      "/api/v1/studies/%2e%2e/ask",
    ]) {
      await expectProblem(await api.call("GET", target), "not_found");
    }
  });

  it("a wrong method is 405 and names the right ones", async () => {
    const response = await api.call("DELETE", `/api/v1/trials/${trial}/tell`);
    await expectProblem(response, "method_not_allowed");
    expect(response.headers.get("allow")).toBe("OPTIONS, POST");
  });

  it("a malformed id in the path is the same answer, byte for byte, as another workspace's id", async () => {
    const texts: string[] = [];
    for (const id of [study, "std_1", "not-an-id", "%00", "%F0%28", "__proto__", "std_' or 1=1 --"]) {
      const response = await api.call("GET", `/api/v1/studies/${id}`, { headers: { "x-request-id": "same-request" } });
      expect(response.status).toBe(404);
      texts.push(JSON.stringify([...response.headers].filter(([name]) => name !== "date")) + (await response.text()));
    }
    expect(new Set(texts).size).toBe(1);
  });

  it("a wrong body is refused alike for a malformed and a foreign id", async () => {
    const bodies: string[] = [];
    for (const id of [trial, "trl_1"]) {
      const response = await api.call("POST", `/api/v1/trials/${id}/tell`, {
        body: {},
        headers: { "x-request-id": "same-request" },
      });
      bodies.push(await response.text());
    }
    expect(bodies[0]).toBe(bodies[1]);
    expect(bodies[0]).toContain("/attempt");
  });
});

describe("the query", () => {
  it("is coerced by the schema of its fields", async () => {
    expect((await api.call("GET", `/api/v1/projects/${project}/studies?limit=7&archived=true&name=12`)).status).toBe(
      200,
    );
  });

  it.each([
    ["limit=x", "/query/limit"],
    ["limit=", "/query/limit"],
    ["limit=1e400", "/query/limit"],
    ["limit=1.5", "/query/limit"],
    ["limit=0", "/query/limit"],
    ["limit=1&limit=2", "/query/limit"],
    ["colour=red", "/query/colour"],
    ["__proto__=1", "/query/__proto__"],
    ["archived=maybe", "/query/archived"],
    ["project_id=prj_1", "/query/project_id"],
  ])("?%s is 422 at %s", async (search, pointer) => {
    const problem = await expectProblem(
      await api.call("GET", `/api/v1/projects/${project}/studies?${search}`),
      "invalid_input",
    );
    expect(problem.errors).toMatchObject([{ pointer }]);
  });

  it("takes a list with commas between its items, and says which of them is wrong", async () => {
    expect((await api.call("GET", "/api/v1/studies?states=active,paused&limit=7")).status).toBe(200);
    expect((await api.call("GET", "/api/v1/studies?states=")).status).toBe(200);
    const problem = await expectProblem(await api.call("GET", "/api/v1/studies?states=active,lost"), "invalid_input");
    expect(problem.errors).toMatchObject([{ pointer: "/query/states/1" }]);
  });

  it("a broken percent escape is 400, a NUL 422", async () => {
    await expectProblem(await api.call("GET", "/api/v1/projects?name=%ff"), "malformed_request");
    await expectProblem(await api.call("GET", "/api/v1/projects?name=a%00b"), "forbidden_character");
  });
});

describe("headers", () => {
  it("If-Match must be an ETag of ours", async () => {
    const patch = (tag: string) =>
      api.call("PATCH", `/api/v1/studies/${study}`, { body: {}, headers: { "if-match": tag } });
    expect((await patch('"3"')).status).toBe(200);
    expect((await patch("*")).status).toBe(200);
    await expectProblem(await patch('W/"3"'), "precondition_failed");
    await expectProblem(await patch("3"), "malformed_request");
    await expectProblem(
      await api.call("PATCH", `/api/v1/studies/${study}`, { body: { if_version: 3 } }),
      "invalid_input",
    );
  });

  it("an Idempotency-Key of 256 characters or with a space is 400", async () => {
    for (const key of ["x".repeat(256), "a b", ""]) {
      await expectProblem(
        await api.call("POST", "/api/v1/projects", { body: { name: "a" }, headers: { "idempotency-key": key } }),
        "malformed_request",
      );
    }
  });

  it("a write from a page of another origin is refused, a read and one of our own is not", async () => {
    const write = (origin: string) => api.call("POST", `/api/v1/studies/${study}/resume`, { headers: { origin } });
    await expectProblem(await write("https://evil.test"), "forbidden");
    await expectProblem(await write("null"), "forbidden");
    expect((await write("https://tellus.test")).status).toBe(200);
    expect((await api.call("GET", "/api/v1/me", { headers: { origin: "https://evil.test" } })).status).toBe(200);
  });
});

describe("failures", () => {
  it("of the database are 503 with Retry-After, of ours 500; neither tells what failed", async () => {
    const lost = await api.call("POST", `/api/v1/studies/${study}/pause`);
    expect(lost.headers.get("retry-after")).toBe("2");
    expect(JSON.stringify(await expectProblem(lost, "unavailable"))).not.toMatch(/secret_table/);
    const broken = await expectProblem(await api.call("POST", `/api/v1/studies/${study}/stop`), "internal");
    expect(JSON.stringify(broken)).not.toMatch(/secret_table|\/srv|stack/);
    expect(api.logged()).toContain("secret_table");
  });

  it("declared by the operation keep their status", async () => {
    await expectProblem(await api.call("PATCH", `/api/v1/projects/${project}`, { body: { name: "b" } }), "name_taken");
    expect(seen).toEqual([{ project_id: project, name: "b" }]);
  });
});
