import type http from "node:http";
import { text } from "node:stream/consumers";
import { type ArtifactStore, StorageUnavailable, type StoredFile } from "./artifact-store";
import { checkedContent } from "./checked-content";
import { type S3Settings, s3Request } from "./s3-request";

interface S3Store {
  readonly settings: S3Settings;
  /** The files of one database lie below it. */
  readonly space: string;
}

/**
 * Files in a bucket of S3-compatible storage, through five requests of its API. An object is there once its last byte came,
 * and the signature names the hash of all of them: storage that checks it refuses any other content.
 */
export function s3Store({ settings, space }: S3Store): ArtifactStore {
  const root = settings.prefix === "" ? `${space}/` : `${settings.prefix}/${space}/`;
  return {
    place: `${settings.endpoint.host}/${settings.bucket}/${root}`,
    async put(name, content, expected) {
      const answer = await s3Request(settings, {
        method: "PUT",
        key: root + name,
        headers: {
          "Content-Length": String(expected.size),
          "Content-Type": "application/octet-stream",
          "X-Amz-Content-Sha256": expected.sha256,
        },
        body: checkedContent(content, expected),
      });
      await emptied(answer);
      if (answer.statusCode === 404) throw noBucket(settings);
    },
    async size(name) {
      const answer = await s3Request(settings, { method: "HEAD", key: root + name });
      await emptied(answer);
      return answer.statusCode === 404 ? undefined : Number(answer.headers["content-length"]);
    },
    async *read(name, span) {
      const headers: Record<string, string> = span === undefined ? {} : { Range: `bytes=${span.start}-${span.end}` };
      const answer = await s3Request(settings, { method: "GET", key: root + name, headers });
      if (answer.statusCode !== (span === undefined ? 200 : 206)) {
        answer.destroy();
        throw new StorageUnavailable(`GET ${name} was answered with ${answer.statusCode}.`);
      }
      yield* answer;
    },
    async remove(name) {
      await emptied(await s3Request(settings, { method: "DELETE", key: root + name }));
    },
    list: () => listObjects(settings, root),
    // An upload here is one request: what does not end leaves nothing.
    removeUnfinished: async () => undefined,
  };
}

async function* listObjects(settings: S3Settings, root: string): AsyncGenerator<StoredFile> {
  let next: string | undefined;
  do {
    const query = {
      "list-type": "2",
      prefix: root,
      ...(next === undefined ? {} : { "continuation-token": next }),
    };
    const answer = await s3Request(settings, { method: "GET", query });
    if (answer.statusCode === 404) throw noBucket(settings);
    const page = await text(answer);
    for (const [, object = ""] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
      const key = textOf(object, "Key") ?? "";
      const modified = textOf(object, "LastModified") ?? "";
      if (key.startsWith(root)) yield { name: key.slice(root.length), modifiedAt: new Date(modified) };
    }
    next = textOf(page, "NextContinuationToken");
  } while (next !== undefined);
}

/** What is asked of a list are names of ours and times, in which nothing is escaped, and a token that may be. */
function textOf(xml: string, tag: string): string | undefined {
  const value = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
  return value?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

/** The connection can be used again once all of the answer was read. */
async function emptied(answer: http.IncomingMessage): Promise<void> {
  await text(answer);
}

function noBucket({ bucket, endpoint }: S3Settings): StorageUnavailable {
  return new StorageUnavailable(`There is no bucket ${bucket} at ${endpoint.host}.`);
}
