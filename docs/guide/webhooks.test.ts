import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { showWebhookSecret } from "@/server/auth/webhook-secret";
import { signMessage } from "@/server/outgoing/sign-message";

const page = readFileSync(path.join(import.meta.dirname, "webhooks.md"), "utf8");
const program = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "ms").exec(page)?.[1] ?? expect.unreachable();

const now = () => Math.floor(Date.now() / 1000);
const [ours, others] = [randomBytes(32), randomBytes(32)];
const body = '{"id":"evt_1","data":{"study_name":"größer"}}';
const signed = (secrets: readonly Buffer[], timestamp = now()) => ({
  headers: signMessage({ id: "evt_1", timestamp, body, secrets }),
  body,
});

/** What a receiver must take and what it must refuse. */
const messages = [
  { what: "a message of ours", taken: true, ...signed([ours]) },
  { what: "one signed with the secret before it too", taken: true, ...signed([others, ours]) },
  { what: "one of somebody else", taken: false, ...signed([others]) },
  { what: "one whose body was changed", taken: false, ...signed([ours]), body: body.replace("größer", "kleiner") },
  { what: "one that was recorded ten minutes ago", taken: false, ...signed([ours], now() - 600) },
  {
    what: "one without a signature",
    taken: false,
    body,
    headers: { ...signed([ours]).headers, "webhook-signature": "" },
  },
];

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe("the programs of the guide check signatures", () => {
  test.each(messages)("in TypeScript: $what", async ({ taken, headers, body: given }) => {
    const { code } = transformSync(program("ts"), { loader: "ts", format: "esm" });
    const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      verify: (secret: string, headers: object, body: Buffer) => void;
    };
    const verify = () => module.verify(showWebhookSecret(ours), headers, Buffer.from(given));
    if (taken) expect(verify).not.toThrow();
    else expect(verify).toThrow();
  });

  test.skipIf(!hasPython).each(messages)("in Python: $what", ({ taken, headers, body: given }) => {
    const input = JSON.stringify({ secret: showWebhookSecret(ours), headers, body: given });
    const call = "import json, sys\nm = json.load(sys.stdin)\nverify(m['secret'], m['headers'], m['body'].encode())";
    const { status, stderr } = spawnSync("python3", ["-c", `${program("python")}\n${call}`], {
      input,
      encoding: "utf8",
    });
    expect(status === 0, stderr).toBe(taken);
    if (!taken) expect(stderr).toContain("ValueError");
  });
});
