import { expect, it } from "vitest";
import { formatParameterName } from "./parameter-name";

it.each([
  ["learning:20rate", "learning rate"],
  ["a:3ab", "a:b"],
  ["_:31x", "1x"],
  ["_:c3:a4nderung", "änderung"],
  ["gr:c3:b6:c3:9fe", "größe"],
  ["_:20:20", "  "],
  ["_:61ll", "all"],
  ["a:20long:20na::0123456789abcdef", "a long na…"],
])("%s, which a client of another tool has written, reads %s", (written, read) => {
  expect(formatParameterName(written)).toBe(read);
});

it.each([
  "lr",
  "optimizer/lr",
  "layer.0-size",
  // Nothing that has to be written so: letters, and bytes that are no text.
  "model:61",
  "model:be",
  "model:base",
  "cafe:ca:fe",
  "_:",
])("%s stays as it is where that was not", (name) => {
  expect(formatParameterName(name)).toBe(name);
});
