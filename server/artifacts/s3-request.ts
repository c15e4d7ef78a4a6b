import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import aws4 from "aws4";
import { StorageFull, StorageUnavailable } from "./artifact-store";

export interface S3Settings {
  /** As in https://s3.eu-central-1.amazonaws.com; where the bucket's name goes into the path. */
  readonly endpoint: URL;
  readonly region: string;
  readonly bucket: string;
  /** Before every name; empty, or without slashes at its ends. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface S3Call {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** Below the bucket; absent: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: AsyncIterable<Uint8Array>;
}

/** No byte moved for so long: the storage is gone, or whoever feeds it. */
const SILENCE_MS = 60_000;

/** One signed request. Answers below 300 and 404 are given; of every other the storage's own words become the error. */
export async function s3Request(settings: S3Settings, call: S3Call): Promise<http.IncomingMessage> {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = settings;
  const query = new URLSearchParams(call.query).toString();
  const path = [bucket, ...(call.key?.split("/") ?? [])].map(encodeURIComponent).join("/");
  const signed = aws4.sign(
    {
      service: "s3",
      region,
      method: call.method,
      host: endpoint.host,
      path: `${endpoint.pathname.replace(/\/$/, "")}/${path}${query === "" ? "" : `?${query}`}`,
      headers: { ...call.headers },
    },
    { accessKeyId, secretAccessKey },
  );
  const send = endpoint.protocol === "https:" ? https.request : http.request;
  const request = send({
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    port: endpoint.port,
    method: call.method,
    path: signed.path,
    headers: signed.headers as http.OutgoingHttpHeaders, // aws4 gives names and their texts
  });
  request.setTimeout(SILENCE_MS, () => request.destroy(new StorageUnavailable("The storage has gone silent.")));
  const answer = await exchange(request, call.body).catch((error) => {
    throw error instanceof BodyBroke ? error.cause : unreachable(error, endpoint);
  });
  const { statusCode = 0 } = answer;
  if (statusCode < 300 || statusCode === 404) return answer;
  const words = await text(answer).catch(() => "");
  request.destroy();
  throw refusal(call, statusCode, words);
}

/** What the caller's own bytes broke with, told apart from what the connection did. */
class BodyBroke extends Error {}

/** A refusal may come before the body is through; then it is what counts, and not that the rest could not be sent. */
async function exchange(
  request: http.ClientRequest,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = [],
): Promise<http.IncomingMessage> {
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on("response", resolve).on("error", reject);
  });
  const sent = pipeline(markingErrors(body), request).then(() => answered);
  sent.catch(() => undefined);
  // When both broke it is the body's error that counts: the connection's is only what followed.
  return Promise.any([answered, sent]).catch(() => sent);
}

async function* markingErrors(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new BodyBroke("The body broke.", { cause });
  }
}

function refusal({ method, key = "" }: S3Call, status: number, words: string): Error {
  const said = `${method} ${key} was answered with ${status}: ${words.slice(0, 500)}`;
  if (status === 507 || /<Code>(?:QuotaExceeded|XMinioStorageFull|InsufficientStorage)/.test(words))
    return new StorageFull(said);
  return new StorageUnavailable(said);
}

function unreachable(cause: unknown, { host }: URL): StorageUnavailable {
  return new StorageUnavailable(`The storage at ${host} cannot be reached.`, { cause });
}
