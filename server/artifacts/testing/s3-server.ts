import { createHash } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import aws4 from "aws4";
import type { S3Settings } from "../s3-request";

export interface S3Server {
  readonly settings: S3Settings;
  /** By key. */
  readonly objects: Map<string, { readonly bytes: Buffer; readonly at: Date }>;
  /** Answers with this instead, as storage does that is full or refuses. */
  refuseWith(refusal: { readonly status: number; readonly code: string } | undefined): void;
  close(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: "AKIATEST", secretAccessKey: "a secret & more/of it" };
/** Small, so that lists of tests have several pages. */
const PAGE = 2;

/**
 * As much of S3 as the store asks of it, over HTTP: every request's signature is computed again from what came, and a body
 * that is not what the signature says is refused. Beside it the tests can be run against other storage, see stores.test.ts.
 */
export async function startS3Server(): Promise<S3Server> {
  const objects: S3Server["objects"] = new Map();
  let refusal: { readonly status: number; readonly code: string } | undefined;
  const server = http.createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming).catch(() => undefined);
    if (body === undefined) return; // cut off: nothing is stored
    const { status, bytes = "" } = refusal === undefined ? answerTo(incoming, body, objects) : fault(refusal);
    const length = { "content-length": Buffer.byteLength(bytes) };
    outgoing.writeHead(status, status === 204 ? {} : length).end(incoming.method === "HEAD" ? undefined : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP, so not a pipe's name
  return {
    settings: {
      endpoint: new URL(`http://127.0.0.1:${port}`),
      region: "eu-test-1",
      bucket: "bucket",
      prefix: "team/tellus",
      ...CREDENTIALS,
    },
    objects,
    refuseWith: (given) => {
      refusal = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly bytes?: string | Buffer;
}

const fault = ({ status, code }: { readonly status: number; readonly code: string }): Answer => ({
  status,
  bytes: `<Error><Code>${code}</Code></Error>`,
});

function answerTo(incoming: http.IncomingMessage, body: Buffer, objects: S3Server["objects"]): Answer {
  if (!isSigned(incoming)) return fault({ status: 403, code: "SignatureDoesNotMatch" });
  const hash = incoming.headers["x-amz-content-sha256"];
  if (hash !== "UNSIGNED-PAYLOAD" && hash !== createHash("sha256").update(body).digest("hex"))
    return fault({ status: 400, code: "XAmzContentSHA256Mismatch" });
  const url = new URL(incoming.url ?? "", "http://localhost");
  const [bucket, ...rest] = url.pathname.slice(1).split("/").map(decodeURIComponent);
  if (bucket !== "bucket") return fault({ status: 404, code: "NoSuchBucket" });
  const key = rest.join("/");
  if (key === "") return { status: 200, bytes: list(objects, url.searchParams) };
  if (incoming.method === "PUT") objects.set(key, { bytes: body, at: new Date() });
  if (incoming.method === "PUT") return { status: 200 };
  if (incoming.method === "DELETE") objects.delete(key);
  if (incoming.method === "DELETE") return { status: 204 };
  return read(objects.get(key)?.bytes, incoming.headers.range);
}

function read(bytes: Buffer | undefined, range = ""): Answer {
  if (bytes === undefined) return fault({ status: 404, code: "NoSuchKey" });
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (from === undefined) return { status: 200, bytes };
  return { status: 206, bytes: bytes.subarray(Number(from), Number(to) + 1) };
}

function isSigned({ headers, method, url }: http.IncomingMessage): boolean {
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "")?.[1]?.split(";") ?? [];
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
  const again = aws4.sign(
    {
      service: "s3",
      region: "eu-test-1",
      method: method ?? "",
      path: url ?? "",
      host: String(headers.host),
      headers: signed,
    },
    CREDENTIALS,
  );
  return names.includes("host") && again.headers?.Authorization === headers.authorization;
}

function list(objects: S3Server["objects"], query: URLSearchParams): string {
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get("prefix") ?? "")).sort();
  const start = Number(query.get("continuation-token")?.replace("&at=", "") ?? 0);
  const contents = keys
    .slice(start, start + PAGE)
    .map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>${objects.get(key)?.at.toISOString()}</LastModified></Contents>`,
    );
  const next = start + PAGE;
  // A token with a character that XML has to escape.
  const more = next < keys.length ? `<NextContinuationToken>&amp;at=${next}</NextContinuationToken>` : "";
  return `<?xml version="1.0"?><ListBucketResult>${contents.join("")}${more}</ListBucketResult>`;
}
