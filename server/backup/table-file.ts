import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

interface TableFile {
  readonly client: pg.ClientBase;
  readonly table: string;
  readonly columns: readonly string[];
  readonly file: string;
  readonly signal?: AbortSignal | undefined;
}

interface Measured {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The table as the client's snapshot shows it, streamed into a file that is on the disk when this returns. */
export async function exportTable({ client, table, columns, file, signal }: TableFile): Promise<Measured> {
  // As a query: a partitioned table is not copied by its name.
  const rows = client.query(copyTo(`COPY (SELECT ${names(columns)} FROM ${of(table)}) TO STDOUT (FORMAT binary)`));
  const meter = new Meter();
  // Level 1 is several times faster than the default and gives most of what there is to gain on such rows.
  const sink = createWriteStream(file, { flags: "wx", mode: 0o600, flush: true });
  await pipeline(rows, createGzip({ level: 1 }), meter, sink, signal === undefined ? {} : { signal });
  return { rows: rows.rowCount, ...meter.result() };
}

/** Streams a file back into its table; says what it read, so that a file changed since it was verified is noticed. */
export async function importTable({ client, table, columns, file }: TableFile): Promise<Measured> {
  const rows = client.query(copyFrom(`COPY ${of(table)} (${names(columns)}) FROM STDIN (FORMAT binary)`));
  const meter = new Meter();
  await pipeline(createReadStream(file), meter, createGunzip(), rows);
  return { rows: rows.rowCount, ...meter.result() };
}

/** Length and hash of a file, read in pieces. */
export async function measureFile(file: string): Promise<Omit<Measured, "rows">> {
  const meter = new Meter();
  meter.resume();
  await pipeline(createReadStream(file), meter);
  return meter.result();
}

const of = (table: string): string => `public.${pg.escapeIdentifier(table)}`;
const names = (columns: readonly string[]): string => columns.map(pg.escapeIdentifier).join(", ");

class Meter extends Transform {
  #bytes = 0;
  readonly #hash = createHash("sha256");

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk: Buffer) => void,
  ): void {
    this.#bytes += chunk.length;
    this.#hash.update(chunk);
    done(null, chunk);
  }

  result(): { bytes: number; sha256: string } {
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }
}
