import { afterEach, describe, expect, it, vi } from "vitest";
import { openStreams } from "@/server/kernel/stream-service";
import { eventStreamReply } from "./event-stream";
import { readEvents } from "./testing/read-events";
import { sampleIds, sampleOutputs } from "./testing/sample-outputs";
import { startTestApi, TEST_KEY } from "./testing/start-test-api";

vi.setConfig({ testTimeout: 30_000 });
afterEach(() => vi.useRealTimers());

const target = `/api/v1/studies/${sampleIds.study}/events`;
const authorization = `Bearer ${TEST_KEY}`;

/** One item, then nothing until the signal. */
async function* oneThenSilence(signal: AbortSignal) {
  yield sampleOutputs["study.events"];
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

describe("a stream", () => {
  it("R24 ends when the server drains, so that it does not keep it from stopping, and none is opened then", async () => {
    let isDraining = false;
    const api = await startTestApi({
      isDraining: () => isDraining,
      handlers: { "study.events": async ({ signal }) => oneThenSilence(signal) },
    });
    const stream = await readEvents(api.origin + target, { authorization });
    expect(await stream.next()).toMatchObject({ event: "study.finished" });
    expect(openStreams()).toBe(1);
    isDraining = true;
    api.api.endWaits();
    await stream.ended();
    expect(openStreams()).toBe(0);
    const refused = await api.call("GET", target);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
    await api.close();
  });

  it("that breaks ends, is logged without its reader learning more, and leaves its seat", async () => {
    const api = await startTestApi({
      level: "warn",
      handlers: {
        "study.events": async () =>
          (async function* () {
            yield sampleOutputs["study.events"];
            throw Object.assign(new Error("terminating connection"), { code: "57P01" });
          })(),
      },
    });
    const stream = await readEvents(api.origin + target, { authorization });
    await stream.next();
    await stream.ended();
    expect(api.logged()).toContain("A stream broke");
    expect(openStreams()).toBe(0);
    await api.close();
  });

  it("says every fifteen seconds that it is there, and an item in between is not lost", async () => {
    vi.useFakeTimers();
    let give: (value: IteratorResult<unknown>) => void = () => {};
    const next = () =>
      new Promise<IteratorResult<unknown>>((resolve) => {
        give = resolve;
      });
    const reply = eventStreamReply({
      items: { [Symbol.asyncIterator]: () => ({ next }) },
      message: () => ({ event: "test", id: "1" }),
      requestId: "r",
      onError: () => expect.unreachable(),
    });
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toBe("retry: 2000\n\n");
    const first = read();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await first).toBe(": keep-alive\n\n");
    const second = read();
    await vi.advanceTimersByTimeAsync(1);
    give({ done: false, value: { text: "two\nlines" } });
    expect(await second).toBe('id: 1\nevent: test\ndata: {"text":"two\\nlines"}\n\n');
  });
});
