import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { studyDriver } from "../services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../services/testing/test-workspaces";
import { RestartingApi } from "./testing/restarting-api";

let spaces: TestWorkspaces;
let api: RestartingApi;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  api = await RestartingApi.open(spaces.database.urls);
});
afterAll(async () => {
  await api.kill();
  await spaces.close();
});

const call = async (method: string, path: string, body?: Buffer | object) => {
  const response = await fetch(`${api.origin}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${spaces.one.key}`,
      ...(body === undefined || Buffer.isBuffer(body) ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};
const json = async (method: string, path: string, body?: Buffer | object) => {
  const { status, bytes } = await call(method, path, body);
  return { status, ...(JSON.parse(bytes.toString()) as { artifact: { id: string; state: string } }) };
};

async function files(): Promise<string[]> {
  const entries = await readdir(api.artifacts, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test("R1 a server killed between an upload and its finalization has lost nothing that it acknowledged, and handed nothing out", async () => {
  const driver = studyDriver(spaces.one.owner);
  const study = await driver.createStudy();
  const trial = await driver.askOne(study);
  const bytes = randomBytes(3_000_000);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const given = { attempt: 1, name: "weights", size: bytes.length, sha256 };
  const { artifact } = await json("POST", `/trials/${trial.id}/artifacts`, given);
  const content = `/artifacts/${artifact.id}/content`;
  expect((await call("PUT", content, bytes)).status).toBe(200);
  await api.kill();
  await api.start();
  const named = { attempt: 1, step: 5, artifact: artifact.id };
  expect((await call("POST", `/trials/${trial.id}/checkpoints`, named)).status).toBe(409);
  expect((await call("GET", content)).status).toBe(404);
  expect((await json("POST", `/artifacts/${artifact.id}/finalize`)).artifact.state).toBe("ready");
  await api.kill();
  await api.start();
  expect((await call("POST", `/trials/${trial.id}/checkpoints`, named)).status).toBe(201);
  expect((await call("GET", content)).bytes.equals(bytes)).toBe(true);
  expect(await files()).toHaveLength(1);
}, 120_000);

test("R1 a server killed in the middle of an upload leaves no file that anybody takes for one, and the upload is sent again", async () => {
  const driver = studyDriver(spaces.one.owner);
  const trial = await driver.askOne(await driver.createStudy());
  const bytes = randomBytes(3_000_000);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const given = { attempt: 1, name: "weights", size: bytes.length, sha256 };
  const { artifact } = await json("POST", `/trials/${trial.id}/artifacts`, given);
  const before = await files();
  const half = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.subarray(0, 1_500_000)); // and never the rest
    },
  });
  const sending = fetch(`${api.origin}/api/v1/artifacts/${artifact.id}/content`, {
    method: "PUT",
    headers: { authorization: `Bearer ${spaces.one.key}` },
    body: half,
    duplex: "half",
  } as RequestInit).catch(() => "cut");
  while ((await files()).length === before.length) await new Promise((resolve) => setTimeout(resolve, 20));
  await api.kill();
  expect(await sending).toBe("cut");
  await api.start();
  expect((await call("POST", `/artifacts/${artifact.id}/finalize`)).status).toBe(409);
  expect((await call("PUT", `/artifacts/${artifact.id}/content`, bytes)).status).toBe(200);
  expect((await json("POST", `/artifacts/${artifact.id}/finalize`)).artifact.state).toBe("ready");
}, 120_000);
