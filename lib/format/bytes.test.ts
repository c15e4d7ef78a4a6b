import { expect, test } from "vitest";
import { formatBytes } from "./bytes";

test.each([
  [0, "0 B"],
  [1, "1 B"],
  [1000, "1,000 B"],
  [1024, "1 KiB"],
  [1536, "1.5 KiB"],
  [64 * 1024 ** 2, "64 MiB"],
  [1024 ** 2 - 1, "1,020 KiB"],
  [10 * 1024 ** 3, "10 GiB"],
  [5 * 1024 ** 5, "5,120 TiB"],
])("%d bytes are written %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
