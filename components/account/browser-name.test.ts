import { expect, test } from "vitest";
import { browserName } from "./browser-name";

const LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

test.each([
  [LINUX, "Chrome on Linux"],
  [`${LINUX} Edg/140.0`, "Edge on Linux"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    "Safari on iOS",
  ],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"],
  ["curl/8.9", "Unknown browser"],
  [null, "Unknown browser"],
])("%s is %s", (userAgent, name) => expect(browserName(userAgent)).toBe(name));
