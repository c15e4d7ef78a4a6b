import { describe, expect, it } from "vitest";
import { refuseUnreadable } from "./refuse-unreadable";

const URL_OF = "http://tellus.test/api/trpc/lab/study.summaries";
const get = (input: string) => new Request(`${URL_OF}?input=${encodeURIComponent(input)}`);
const post = (body: string) => new Request(URL_OF, { method: "POST", body });

describe("R32 a page's call that cannot be read", () => {
  it.each([
    ["half an object", "{", 400, "malformed_json"],
    ["nothing", "", 400, "malformed_json"],
    ["a NUL", JSON.stringify({ search: "a\0b" }), 422, "forbidden_character"],
    ["half of a pair", '{"0":{"search":"\\ud800"}}', 422, "forbidden_character"],
    ["a prototype's key", '{"0":{"__proto__":{}}}', 422, "forbidden_key"],
    ["nesting without end", "[".repeat(100_000), 400, "body_too_deep"],
  ])("is refused as bad input and not taken for a failure of ours: %s", async (_, input, status, appCode) => {
    for (const request of [get(input), post(input)]) {
      const answer = await refuseUnreadable(request);
      expect(answer?.status).toBe(status);
      if (answer === null) return;
      const { error } = await answer.json();
      expect(error.data).toMatchObject({ appCode, httpStatus: status });
      expect(error.message).not.toMatch(/\bat .+:\d+/);
    }
  });

  it("leaves what can be read to its reader, body included", async () => {
    const request = post('{"0":{"study_id":"std_x"}}');
    expect(await refuseUnreadable(request)).toBeNull();
    expect(await request.json()).toEqual({ 0: { study_id: "std_x" } });
    expect(await refuseUnreadable(get('{"search":""}'))).toBeNull();
    expect(await refuseUnreadable(new Request(URL_OF))).toBeNull();
  });
});
