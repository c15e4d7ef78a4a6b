import { createHash } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commonErrors, type ErrorCode, errorCatalog } from "@/lib/contract/errors";
import { operationExamples } from "./operation-examples";
import { API_BASE, type RestRoute, restRoutes } from "./rest-routes";
import { requestBodies, requestQueries } from "./testing/arbitrary-requests";
import { type RealApi, startRealApi } from "./testing/start-real-api";

interface Place {
  readonly project: string;
  readonly study: string;
  readonly trial: string;
  readonly group: string;
  readonly webhook: string;
  readonly artifact: string;
}

let api: RealApi;
let own: Place;
let foreign: Place;
beforeAll(async () => {
  api = await startRealApi();
  own = await makePlace(api.keys[0]);
  foreign = await makePlace(api.keys[1]);
});
afterAll(() => api.close());

async function made<Result>(response: Response): Promise<Result> {
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return body as Result;
}

async function makePlace(key: string, name = "digits"): Promise<Place> {
  const project = await made<{ id: string }>(
    await api.call("POST", `${API_BASE}/projects?if_exists=return`, { key, body: { name } }),
  );
  const study = await made<{ id: string }>(
    await api.call("POST", `${API_BASE}/projects/${project.id}/studies?if_exists=return`, {
      key,
      body: { ...operationExamples["study.create"], sampler: { name: "random" } },
    }),
  );
  const { trials } = await made<{ trials: { id: string }[] }>(
    await api.call("POST", `${API_BASE}/studies/${study.id}/ask`, { key, body: { wait_seconds: 20 } }),
  );
  const { webhook } = await made<{ webhook: { id: string } }>(
    await api.call("POST", `${API_BASE}/webhooks`, { key, body: operationExamples["webhook.create"] }),
  );
  const { artifact } = await made<{ artifact: { id: string } }>(
    await api.call("POST", `${API_BASE}/trials/${trials[0]?.id}/artifacts`, {
      key,
      body: operationExamples["artifact.create"],
    }),
  );
  for (let count = 0; count < 2; count += 1)
    await made(await api.call("POST", `${API_BASE}/webhooks/${webhook.id}/test`, { key, body: {} }));
  return {
    project: project.id,
    study: study.id,
    trial: trials[0]?.id ?? "none",
    group: trials[0]?.id ?? "none",
    webhook: webhook.id,
    artifact: artifact.id,
  };
}

const addressed = (route: RestRoute, place: Place) =>
  API_BASE + route.path.replaceAll(/\{(\w+)_id\}/g, (_match, noun: keyof Place) => place[noun]);

describe("the main job over HTTP", () => {
  it("asks, measures, tells, tells again, and finds the incumbent", async () => {
    const { trial, study } = await makePlace(api.keys[0], "main job");
    const post = (path: string, body: unknown) => api.call("POST", `${API_BASE}/trials/${trial}/${path}`, { body });
    expect((await post("measurements", { attempt: 1, steps: [{ step: 1, values: { accuracy: 0.5 } }] })).status).toBe(
      200,
    );
    const told = { attempt: 1, state: "completed", values: { accuracy: 0.75 } };
    const [first, again] = [await post("tell", told), await post("tell", told)];
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([200, null]);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    expect(await again.json()).toEqual(await first.json());
    const other = await post("tell", { ...told, values: { accuracy: 0.8 } });
    expect([other.status, await other.json()]).toMatchObject([409, { code: "already_told" }]);
    const best = await made<{ trial: { id: string } }>(await api.call("GET", `${API_BASE}/studies/${study}/best`));
    expect(best.trial.id).toBe(trial);
  });

  it("takes measurements and a tell in one batch, with the answers, and the problem, of the single calls", async () => {
    const { trial } = await makePlace(api.keys[0], "batch");
    const items = [
      { operation: "measure", trial_id: trial, attempt: 1, steps: [{ step: 1, values: { accuracy: 0.5 } }] },
      { operation: "tell", trial_id: trial, attempt: 1, state: "completed", values: { accuracy: 0.75 } },
    ];
    const send = () =>
      api.call("POST", `${API_BASE}/batch`, { body: { items }, headers: { "x-request-id": "of-a-batch" } });
    const [first, again] = [await send(), await send()];
    expect([first.status, await first.json()]).toMatchObject([200, { items: [{ status: 200 }, { status: 200 }] }]);
    const single = await api.call("POST", `${API_BASE}/trials/${trial}/measurements`, {
      body: { attempt: 1, steps: items[0]?.steps },
      headers: { "x-request-id": "of-a-batch" },
    });
    expect(await again.json()).toMatchObject({
      items: [
        { status: single.status, body: await single.json() },
        { status: 200, replayed: true },
      ],
    });
  });

  it("says of an ask with a used Idempotency-Key that its answer is a repeated one", async () => {
    const { study } = await makePlace(api.keys[0], "repeated ask");
    const headers = { "idempotency-key": "one-trial" };
    const ask = () => api.call("POST", `${API_BASE}/studies/${study}/ask`, { body: { wait_seconds: 20 }, headers });
    const [first, again] = [await ask(), await ask()];
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([201, null]);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    expect(await again.json()).toEqual(await first.json());
  });

  it("answers a write with the same Idempotency-Key once, and refuses another body under it", async () => {
    const headers = { "idempotency-key": "only-once" };
    const create = (name: string) => api.call("POST", `${API_BASE}/projects`, { body: { name }, headers });
    const [first, second] = [await create("idempotent"), await create("idempotent")];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await second.json()).toEqual(await first.json());
    expect([(await create("another")).status]).toEqual([422]);
  });
});

describe("a cursor made by hand", () => {
  const lists = restRoutes.filter((route) => route.queryFields.has("cursor"));
  const text = (...parts: unknown[]) => JSON.stringify(parts);
  const positions = [
    ...["", "NaN", "-1", "1.5", "2147483648", "9".repeat(40), "'", "\u0000", "1; drop table trial", "[", "{}", "null"],
    ...["00000000-0000-0000-0000-00000000000g", "00000000-0000-7000-8000-000000000000 ", `${"0".repeat(32)}`],
    ...[text(0, "0", "", 2 ** 31), text(0, "1e999", "", 1), text(0, "0", "\u0000", 1), text(0, "0", "\ud800", 1)],
    ...[text(0, "0", "", -1), text(0, "0", "", 1.5), text(0, "", "", 1), text(0, "0", "", 1, 2), text("0", 0, 1, "")],
  ];
  beforeAll(async () => {
    const study = { ...operationExamples["study.create"], name: "another", sampler: { name: "random" } };
    await made(await api.call("POST", `${API_BASE}/projects/${own.project}/studies`, { body: study }));
    const assignments = operationExamples["trial.enqueue"];
    await made(await api.call("POST", `${API_BASE}/studies/${own.study}/trials`, { body: assignments }));
    await made(await api.call("POST", `${API_BASE}/projects`, { body: { name: "another" } }));
    for (const name of ["one", "two"]) await keepEmptyFile(name);
  });

  async function keepEmptyFile(name: string): Promise<void> {
    const sha256 = createHash("sha256").digest("hex");
    const body = { attempt: 1, name, size: 0, sha256 };
    const { artifact } = await made<{ artifact: { id: string } }>(
      await api.call("POST", `${API_BASE}/trials/${own.trial}/artifacts`, { body }),
    );
    await made(await api.call("PUT", `${API_BASE}/artifacts/${artifact.id}/content`));
    await made(await api.call("POST", `${API_BASE}/artifacts/${artifact.id}/finalize`));
  }

  it.each(lists.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s takes its own and refuses every other position with 422 at /query/cursor",
    async (_name, route) => {
      const list = (query: string) => api.call(route.method, `${addressed(route, own)}?${query}`);
      const { next_cursor } = await made<{ next_cursor: string }>(await list("limit=1"));
      expect((await list(`cursor=${next_cursor}`)).status).toBe(200);
      const parts = JSON.parse(Buffer.from(next_cursor, "base64url").toString("utf8")) as string[];
      for (const position of positions) {
        const crafted = Buffer.from(JSON.stringify([...parts.slice(0, -1), position])).toString("base64url");
        const response = await list(`cursor=${crafted}`);
        expect([response.status, await response.json()], `${position}\n${api.logged()}`).toMatchObject([
          422,
          { code: "invalid_input", errors: [{ pointer: "/query/cursor" }] },
        ]);
      }
    },
  );
});

describe("another workspace's id", () => {
  const withIds = restRoutes.filter((route) => route.pathFields.length > 0);

  it.each(withIds.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s gives the same bytes as an id that does not exist",
    async (_name, route) => {
      const absent: Place = {
        project: `prj_${"0".repeat(32)}`,
        study: `std_${"0".repeat(32)}`,
        trial: `trl_${"0".repeat(32)}`,
        group: `trl_${"0".repeat(32)}`,
        webhook: `whk_${"0".repeat(32)}`,
        artifact: `art_${"0".repeat(32)}`,
      };
      const malformed: Place = { project: "1", study: "2", trial: "3", group: "3", webhook: "4", artifact: "5" };
      const answers: string[] = [];
      for (const place of [foreign, absent, malformed]) {
        const body = route.takesBody ? { body: operationExamples[route.operationId] ?? {} } : {};
        const response = await api.call(route.method, addressed(route, place), {
          ...body,
          headers: { "x-request-id": "same-request" },
        });
        expect(response.status).toBe(404);
        const headers = [...response.headers].filter(([name]) => name !== "date");
        answers.push(JSON.stringify(headers) + (await response.text()));
      }
      expect(new Set(answers).size).toBe(1);
    },
  );
});

describe("a database that ends every connection again and again", () => {
  it("is answered with 503 and Retry-After or not noticed, never with 500, and forgotten afterwards", async () => {
    const admin = new pg.Client({ connectionString: api.adminUrl });
    await admin.connect();
    const statuses: number[] = [];
    const until = performance.now() + 3000;
    const reads = [
      `/projects/${own.project}`,
      `/studies/${own.study}`,
      `/studies/${own.study}/trials`,
      `/trials/${own.trial}`,
      "/me",
    ];
    const callers = [...reads, ...reads].map(async (path) => {
      while (performance.now() < until) {
        const response = await api.call("GET", API_BASE + path);
        const problem = await response.text();
        statuses.push(response.status);
        expect([200, 503], `${problem}\n${api.logged()}`).toContain(response.status);
        if (response.status === 503) expect(response.headers.get("retry-after")).toBe("2");
      }
    });
    const asking = (async () => {
      while (performance.now() < until) {
        const response = await api.call("POST", `${API_BASE}/studies/${own.study}/ask`, { body: { wait_seconds: 0 } });
        statuses.push(response.status);
        expect([200, 201, 202, 409, 503], await response.text()).toContain(response.status);
      }
    })();
    while (performance.now() < until) {
      await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await Promise.all([...callers, asking]);
    await admin.end();
    expect(statuses).toContain(200);
    expect(statuses).toContain(503);
    expect((await api.call("GET", `${API_BASE}/me`)).status).toBe(200);
  }, 30_000);
});

describe("requests made from the contract, right and wrong, on the real services", () => {
  it.each(restRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s never gives a 5xx",
    async (_name, route) => {
      const codes: readonly ErrorCode[] = [
        ...commonErrors,
        ...route.operation.errors,
        "not_found",
        "precondition_failed",
      ];
      await fc.assert(
        fc.asyncProperty(requestBodies(route), requestQueries, fc.boolean(), async (body, query, isOwn) => {
          const response = await api.call(
            route.method,
            addressed(route, isOwn ? own : foreign) + query,
            route.takesBody ? { body } : {},
          );
          // A stream that was opened has no end to wait for.
          if (response.ok && route.stream !== undefined) return response.body?.cancel();
          const text = await response.text();
          expect(response.status, `${text}\n${api.logged()}`).toBeLessThan(500);
          if (response.ok) return;
          const { code } = JSON.parse(text) as { code: ErrorCode };
          expect(codes, text).toContain(code);
          expect(errorCatalog[code].status).toBe(response.status);
        }),
        { numRuns: 40 },
      );
    },
    120_000,
  );
});
