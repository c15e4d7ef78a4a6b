import { TellusError } from "./errors.ts";
import type { Result } from "./operation-types.ts";
import type { Session } from "./session.ts";
import type { HandedOutTrial } from "./trial.ts";

/** A transfer below 12 KiB a second is given up by Tellus as well. */
const BYTES_PER_MS_MIN = 12;

/** Of 64 MiB, what Tellus takes unless told otherwise, at half the pace below which it gives up. */
const DOWNLOAD_LONGEST_MS = 3 * 3_600_000;

/** The checkpoints of one trial that Tellus keeps: the newest, and until that is named the one before. */
export class Checkpoints {
  readonly #session: Session;
  readonly #trial: HandedOutTrial;
  #newest: string | undefined;

  constructor(session: Session, trial: HandedOutTrial) {
    this.#session = session;
    this.#trial = trial;
    this.#newest = trial.checkpoint?.artifact ?? undefined;
  }

  /** Uploads and finalizes; the artifact's id. Every request may be repeated. */
  async upload(step: number, bytes: Uint8Array): Promise<string> {
    const made = (await this.#call("POST", `/trials/${this.#trial.id}/artifacts`, {
      attempt: this.#trial.attempt,
      name: `checkpoint ${step}`,
      size: bytes.byteLength,
      sha256: await sha256(bytes),
    })) as Result<"artifact.create">;
    const path = `/artifacts/${made.artifact.id}`;
    if (made.upload !== null) {
      await this.#call("PUT", `${path}/content`, bytes);
      await this.#call("POST", `${path}/finalize`, {});
    }
    return made.artifact.id;
  }

  /** The next one to be named takes the place of this one, whose bytes are deleted then. */
  async named(artifact: string | undefined): Promise<void> {
    if (artifact === undefined || artifact === this.#newest) return;
    const replaced = this.#newest;
    this.#newest = artifact;
    if (replaced === undefined) return;
    // Waited for: once the trial is told or released it could not be deleted any more. Refused while somebody may have to
    // go on from it, and then rightly so.
    const path = `/artifacts/${replaced}?attempt=${this.#trial.attempt}`;
    await this.#session.http.attempt({ method: "DELETE", path });
  }

  async restore(): Promise<Uint8Array | null> {
    const { checkpoint, number } = this.#trial;
    if (checkpoint === null) return null;
    if (checkpoint.artifact === null)
      throw new TellusError(
        `The checkpoint of trial ${number} is kept elsewhere: read it from handedOut.checkpoint.uri (${checkpoint.uri}).`,
      );
    const path = `/artifacts/${checkpoint.artifact}/content`;
    for (let tries = 1; ; tries++) {
      const { patienceMs } = this.#session.settings;
      const timeoutMs = DOWNLOAD_LONGEST_MS;
      const request = { method: "GET", path, answer: "bytes", timeoutMs } as const;
      const bytes = (await this.#session.http.insist(request, { ms: patienceMs })) as Uint8Array;
      if (checkpoint.sha256 === null || (await sha256(bytes)) === checkpoint.sha256) return bytes;
      if (tries === 3)
        throw new TellusError(`The checkpoint of trial ${number} arrived damaged three times. Look at the network.`);
    }
  }

  #call(method: "POST" | "PUT", path: string, body: unknown): Promise<unknown> {
    const { answerWaitMs } = this.#session.settings;
    const size = body instanceof Uint8Array ? body.byteLength : 0;
    const timeoutMs = answerWaitMs + size / BYTES_PER_MS_MIN;
    const key = method === "POST" ? { key: crypto.randomUUID() } : {};
    return this.#session.http.insist({ method, path, body, timeoutMs, ...key }, { ms: answerWaitMs });
  }
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
