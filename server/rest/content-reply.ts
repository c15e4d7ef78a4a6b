import type { ArtifactContent } from "@/lib/contract/artifact";
import { STANDARD_HEADERS } from "./reply";

interface ContentReply {
  readonly about: ArtifactContent;
  readonly content: AsyncIterable<Uint8Array>;
  readonly requestId: string;
}

/**
 * A file as something to keep and nothing to show (S13, S15): of no type that a browser renders, whatever its maker said it
 * was, and should one open it all the same, without scripts and without our origin.
 */
export function contentReply({ about, content, requestId }: ContentReply): Response {
  const { name, size, sha256, range } = about;
  const length = range === null ? size : range.end - range.start + 1;
  return new Response(toBody(content), {
    status: range === null ? 200 : 206,
    headers: {
      ...STANDARD_HEADERS,
      "Content-Type": "application/octet-stream",
      "Content-Disposition": disposition(name),
      "Content-Length": String(length),
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Accept-Ranges": "bytes",
      // Named by its hash: bytes of one address never change.
      ETag: `"${sha256}"`,
      "X-Request-Id": requestId,
      ...(range === null ? {} : { "Content-Range": `bytes ${range.start}-${range.end}/${size}` }),
    },
  });
}

/** Pulled as the connection takes it; a reader that leaves ends it, and a file that breaks breaks the connection. */
function toBody(content: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = content[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void iterator.return?.(),
    },
    { highWaterMark: 0 },
  );
}

/** RFC 6266: the name as it is, and beside it one that every client can read. */
function disposition(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, "_");
  const whole = encodeURIComponent(name).replaceAll(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
