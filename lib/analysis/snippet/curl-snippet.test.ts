import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { curlSnippet } from "./curl-snippet";

const trial = {
  id: "trl_0192f0c1a2b37c8d9e0f112233445566",
  number: 7,
  assignments: { id: 'd,e "x"', number: 5, attempt: 0.5, lease: "none" },
  attempt: 2,
  lease: { expires_in_s: 3600, heartbeat_every_s: 1200 },
  metadata: {},
};
const asked = { trials: [trial], redelivered: false, reason: null, retry_after_s: null };

it("tells the trial it was given, whatever the parameters are called", async () => {
  const { told, stdout } = await run({ status: 200 });
  expect(told).toEqual([{ path: `/trials/${trial.id}/tell`, attempt: 2 }]);
  expect(stdout).toMatch(/^trial 7: \{"my loss": 0\.\d+\}\n$/);
});

it("ends with a fault and reports no trial when its result was refused", async () => {
  await expect(run({ status: 404 })).rejects.toMatchObject({
    code: 22,
    stdout: "",
    stderr: expect.stringContaining("404"),
  });
});

/** The program as it is copied, against a server that hands out one trial and answers its tell with the status. */
async function run({ status }: { readonly status: number }) {
  const told: { path: string; attempt: unknown }[] = [];
  const server = createServer(async (request, reply) => {
    const body = JSON.parse(await text(request));
    if (request.url?.endsWith("/ask")) return reply.writeHead(201).end(JSON.stringify(asked));
    told.push({ path: request.url ?? "", attempt: body.attempt });
    return reply.writeHead(status).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // TCP, so not a pipe's name
  const program = curlSnippet({
    api: `http://127.0.0.1:${port}`,
    studyId: "std_0192f0c1a2b37c8d9e0f112233445566",
    apiKey: "tellus_wrk_test",
    work: { kind: "stand-in", metrics: ["my loss"] },
  });
  try {
    return { told, ...(await promisify(execFile)("bash", ["-c", program])) };
  } finally {
    server.close();
  }
}
