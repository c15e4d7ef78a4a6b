import http from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { parseNetworks } from "@/server/kernel/parse-networks";
import type { Resolve } from "./guarded-lookup";
import type { OutgoingRules } from "./outgoing-rules";
import { mayReach } from "./public-address";
import { RefusedTarget } from "./refused-target";
import { assertReachable, sendRequest } from "./send-request";
import { HOSTILE_NAMES, hostileUrls } from "./testing/hostile-urls";

vi.setConfig({ testTimeout: 30_000 });

let canary: http.Server;
let port: number;
let connections = 0;
let answer: http.RequestListener = (_request, response) => response.end("ok");
beforeAll(async () => {
  canary = http.createServer((request, response) => answer(request, response));
  canary.on("connection", () => {
    connections += 1;
  });
  // On every address of this machine, IPv6 included where there is any.
  await new Promise<void>((resolve, reject) => {
    canary.once("error", () => canary.listen(0, "0.0.0.0", resolve).once("error", reject));
    canary.listen(0, "::", resolve);
  });
  port = (canary.address() as AddressInfo).port;
});
afterAll(() => {
  canary.closeAllConnections();
  canary.close();
});
beforeEach(() => {
  connections = 0;
  answer = (_request, response) => response.end("ok");
});

const networks = (text: string) => parseNetworks(text) ?? expect.unreachable();
/** Plain HTTP and the canary's port are allowed, so that nothing but the guard of addresses stands before it. */
const guarded = (): OutgoingRules => ({ allowHttp: true, ports: [443, 80, port], networks: undefined });
const open = (): OutgoingRules => ({ ...guarded(), networks: networks("0.0.0.0/0,::/0") });
const named: Resolve = async (name) =>
  (HOSTILE_NAMES[name.toLowerCase()] ?? []).map((address) => ({ address, family: isIP(address.split("%")[0] ?? "") }));
const message = { headers: {}, body: "{}" };
const fate = (work: Promise<unknown>) =>
  work.then(
    () => "let through",
    (error: unknown) => (error instanceof RefusedTarget ? "refused" : `failed: ${String(error)}`),
  );

describe("S12 what a user gives as an address", () => {
  test("is refused when it is saved and when it is sent to, in every spelling, and no connection is made", async () => {
    const urls = hostileUrls(port);
    expect(urls.length).toBeGreaterThan(90);
    const guard = { rules: guarded(), resolve: named };
    for (const url of urls) {
      expect([url, await fate(assertReachable(url, guard))]).toEqual([url, "refused"]);
      expect([url, await fate(sendRequest({ url, ...message }, guard))]).toEqual([url, "refused"]);
    }
    expect(connections).toBe(0);
  });

  test("control: without the guard of addresses the same URLs reach the canary", async () => {
    const reached: string[] = [];
    for (const url of hostileUrls(port)) {
      const before = connections;
      const local = /^http:\/\/(?:\[::|0|127\.|0x7f|2130706433|017700000001|①|%31|000177|localhost|loopback)/i.test(
        url,
      );
      if (local) await fate(sendRequest({ url, ...message }, { rules: open(), resolve: named, timeoutMs: 2_000 }));
      if (connections > before) reached.push(url);
    }
    expect(reached.length).toBeGreaterThan(15);
  });

  test("may be public: no spelling of that is mistaken", () => {
    for (const address of [
      "8.8.8.8",
      "1.1.1.1",
      "100.63.255.255",
      "172.32.0.1",
      "192.0.3.1",
      "223.255.255.255",
      "2606:4700::1111",
      "2a00::1",
    ])
      expect([address, mayReach(address, undefined)]).toEqual([address, true]);
  });

  test("may lie in a network that the operator has named, and in no other", async () => {
    const rules = { ...guarded(), networks: networks("127.0.0.1,10.0.0.0/8") };
    expect(await fate(sendRequest({ url: `http://127.0.0.1:${port}/`, ...message }, { rules }))).toBe("let through");
    expect(await fate(sendRequest({ url: `http://127.0.0.2:${port}/`, ...message }, { rules }))).toBe("refused");
    expect(mayReach("10.9.8.7", rules.networks)).toBe(true);
    expect(mayReach("192.168.0.1", rules.networks)).toBe(false);
  });

  test("must be https unless the operator allows http", async () => {
    const strict = { ...guarded(), allowHttp: false };
    expect(await fate(assertReachable(`http://8.8.8.8:${port}/`, { rules: strict }))).toBe("refused");
    expect(await fate(assertReachable(`https://8.8.8.8:${port}/`, { rules: strict }))).toBe("let through");
  });

  test("that led to a public address when it was saved and leads elsewhere now is refused on the connection", async () => {
    const answers = [["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8", "127.0.0.1"]];
    let asked = 0;
    const rebinding: Resolve = async () => (answers[asked++] ?? []).map((address) => ({ address, family: 4 }));
    const guard = { rules: guarded(), resolve: rebinding };
    const url = `http://rebinding.tellus.example:${port}/`;
    expect(await fate(assertReachable(url, guard))).toBe("let through");
    expect(await fate(sendRequest({ url, ...message }, guard))).toBe("refused");
    expect(await fate(sendRequest({ url, ...message }, guard))).toBe("refused");
    expect([asked, connections]).toEqual([3, 0]);
  });

  test("is resolved once for a request, and the connection goes to the address that was looked at", async () => {
    let asked = 0;
    const resolve: Resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? "127.0.0.1" : "8.8.8.8", family: 4 }];
    };
    let host: string | undefined;
    answer = (request, response) => {
      host = request.headers.host;
      response.end();
    };
    const rules = { ...guarded(), networks: networks("127.0.0.1") };
    const url = `http://hooks.tellus.example:${port}/x`;
    expect(await sendRequest({ url, ...message }, { rules, resolve })).toEqual({ status: 200 });
    expect([asked, connections, host]).toEqual([1, 1, `hooks.tellus.example:${port}`]);
  });

  test("a name that the resolver does not know is refused with words, not with an error of ours", async () => {
    const resolve: Resolve = async () => Promise.reject(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }));
    const refusal = assertReachable("https://no.tellus.example/", { rules: guarded(), resolve });
    await expect(refusal).rejects.toThrow("no.tellus.example cannot be resolved.");
  });
});

describe("S12 an endpoint", () => {
  const allowed = (): OutgoingRules => ({ ...guarded(), networks: networks("127.0.0.1") });
  const send = (timeoutMs?: number) =>
    sendRequest(
      { url: `http://127.0.0.1:${port}/first`, ...message },
      { rules: allowed(), ...(timeoutMs === undefined ? {} : { timeoutMs }) },
    );

  test.each([301, 302, 303, 307, 308])("that answers %i is not followed", async (status) => {
    const seen: (string | undefined)[] = [];
    answer = (request, response) => {
      seen.push(request.url);
      response.writeHead(status, { location: `http://127.0.0.1:${port}/second` }).end();
    };
    expect(await send()).toEqual({ status });
    expect(seen).toEqual(["/first"]);
  });

  test("that never answers, or never ends its answer, is given up in time", async () => {
    answer = () => {};
    await expect(send(300)).rejects.toThrow("There was no answer within 0.3 seconds.");
    answer = (_request, response) => void response.writeHead(200).write("a little");
    await expect(send(300)).rejects.toThrow("no answer within");
  });

  test("that answers without end is read to 64 KiB and no further", async () => {
    let written = 0;
    answer = (_request, response) => {
      const chunk = Buffer.alloc(16 * 1024);
      const write = (): void => {
        while (!response.destroyed && written < 512 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", write);
        }
      };
      write();
    };
    expect(await send()).toEqual({ status: 200 });
    // What the two sockets between us hold is written, but read by nobody.
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });
});
