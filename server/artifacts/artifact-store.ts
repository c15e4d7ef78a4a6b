/** How large a file is and what its bytes hash to, known before the first of them comes. */
export interface ExpectedContent {
  readonly size: number;
  /** Hexadecimal, in lower case. */
  readonly sha256: string;
}

export interface ByteSpan {
  readonly start: number;
  /** The last byte. */
  readonly end: number;
}

export interface StoredFile {
  readonly name: string;
  readonly modifiedAt: Date;
}

/**
 * Where files are kept: a directory of this machine, or a bucket of S3-compatible storage. Names are ours alone, made of ids
 * with slashes between them; no part of one ever comes from a caller. Bytes stream through, no file is in memory whole.
 */
export interface ArtifactStore {
  /** For the log and the operator. */
  readonly place: string;
  /**
   * Stores all of it or nothing: the name leads to the new bytes once every one of them has come and none before. Throws
   * ContentMismatch, StorageFull, or whatever broke the stream of bytes.
   */
  put(name: string, content: AsyncIterable<Uint8Array>, expected: ExpectedContent): Promise<void>;
  /** How many bytes there are; undefined where there is no such file. */
  size(name: string): Promise<number | undefined>;
  /** The bytes, opened when they are first asked for. */
  read(name: string, span?: ByteSpan): AsyncIterable<Uint8Array>;
  /** Deleting what is not there is no failure. */
  remove(name: string): Promise<void>;
  /** Every file there is, in any order. */
  list(): AsyncIterable<StoredFile>;
  /** Deletes what uploads that never ended left behind, once it is older. */
  removeUnfinished(olderThanMs: number): Promise<void>;
}

/** The bytes that came are not those that were announced. */
export class ContentMismatch extends Error {
  override readonly name = "ContentMismatch";
}

/** There is no room left for the file. */
export class StorageFull extends Error {
  override readonly name = "StorageFull";
}

/** The storage does not answer, or refuses us. */
export class StorageUnavailable extends Error {
  override readonly name = "StorageUnavailable";
}
