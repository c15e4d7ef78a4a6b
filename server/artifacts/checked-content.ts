import { createHash } from "node:crypto";
import { ContentMismatch, type ExpectedContent } from "./artifact-store";

/**
 * Hands the bytes on and counts and hashes them on the way. The last piece is held back until the whole is known to be right:
 * whoever reads never has a complete file that is a wrong one.
 */
export async function* checkedContent(
  content: AsyncIterable<Uint8Array>,
  { size, sha256 }: ExpectedContent,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let count = 0;
  let held: Uint8Array | undefined;
  for await (const piece of content) {
    count += piece.length;
    if (count > size) throw new ContentMismatch(`More than the announced ${size} bytes came.`);
    hash.update(piece);
    if (held !== undefined) yield held;
    held = piece;
  }
  if (count < size) throw new ContentMismatch(`${count} of the announced ${size} bytes came.`);
  const found = hash.digest("hex");
  if (found !== sha256) throw new ContentMismatch(`The bytes hash to ${found}, announced was ${sha256}.`);
  if (held !== undefined) yield held;
}

/** Reads all of it and throws ContentMismatch unless it is what was announced. */
export async function assertContent(content: AsyncIterable<Uint8Array>, expected: ExpectedContent): Promise<void> {
  for await (const _ of checkedContent(content, expected));
}
