import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { expect, it } from "vitest";
import { onceLink, unreachedLink } from "./call-links";
import { UNREACHED } from "./unreached";

type Answer = () => Promise<Response>;

/** A client whose requests are answered by hand. */
function client(answer: Answer) {
  const sent: string[] = [];
  const made = createTRPCClient<AnyRouter>({
    links: [
      onceLink(),
      unreachedLink(),
      httpLink({
        url: "http://tellus.test",
        fetch: (_, init) => {
          sent.push(String(init?.body));
          return answer();
        },
      }),
    ],
  });
  const pause = (input: object): Promise<unknown> =>
    (made as unknown as { study: { pause: { mutate(input: object): Promise<unknown> } } }).study.pause.mutate(input);
  return { pause, sent };
}

const json = (body: object, status = 200) => Promise.resolve(Response.json(body, { status }));
const paused = () => json({ result: { data: { state: "paused" } } });

it("sends a change once that is asked for twice while it runs, and answers both", async () => {
  const { pause, sent } = client(paused);
  const [first, second] = await Promise.all([pause({ id: "a" }), pause({ id: "a" })]);
  expect(first).toEqual({ state: "paused" });
  expect(second).toEqual(first);
  expect(sent).toHaveLength(1);
});

it("sends what differs, and what is asked for again once the first has its answer", async () => {
  const { pause, sent } = client(paused);
  await Promise.all([pause({ id: "a" }), pause({ id: "b" })]);
  await pause({ id: "a" });
  expect(sent).toHaveLength(3);
});

it("lets a change be tried again after it failed", async () => {
  let answers = 0;
  const { pause, sent } = client(() => (answers++ === 0 ? Promise.reject(new TypeError("Failed to fetch")) : paused()));
  await expect(Promise.all([pause({ id: "a" }), pause({ id: "a" })])).rejects.toThrow(UNREACHED);
  expect(await pause({ id: "a" })).toEqual({ state: "paused" });
  expect(sent).toHaveLength(2);
});

it.each([
  ["no connection", () => Promise.reject(new TypeError("Failed to fetch"))],
  [
    "a page of something on the way",
    () => Promise.resolve(new Response("<html>502 Bad Gateway</html>", { status: 502 })),
  ],
])("says in our own words that the server was not reached: %s", async (_, answer: Answer) => {
  const failure = await client(answer)
    .pause({ id: "a" })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TRPCClientError);
  expect((failure as Error).message).toBe(UNREACHED);
});

it("leaves the words of a refusal as the server wrote them", async () => {
  const refused = {
    error: { message: "It is stopped.", code: -32009, data: { appCode: "state_conflict", fields: [] } },
  };
  await expect(client(() => json(refused, 409)).pause({ id: "a" })).rejects.toMatchObject({
    message: "It is stopped.",
    data: { appCode: "state_conflict" },
  });
});

it("says what a problem document says, where the request was refused before it was read as a call", async () => {
  const detail = "The body may have at most 1024 KiB here. Send less at once.";
  const refused = () => json({ status: 413, code: "body_too_large", detail }, 413);
  await expect(client(refused).pause({ id: "a" })).rejects.toThrow(detail);
});
