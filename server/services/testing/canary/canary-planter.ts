import { createHash, randomUUID } from "node:crypto";
import pg from "pg";

type Row = Readonly<Record<string, unknown>>;

interface Column {
  readonly name: string;
  readonly type: string;
}

const DAY_MS = 86_400_000;

/**
 * Writes rows in which every column holds something that stands nowhere else: a text, a number, a date, an id. What comes out
 * somewhere can then be told to have come from there, and a column added later is planted without anybody thinking of it.
 */
export class CanaryPlanter {
  /** Canary → the place it was planted at: `label.column`. */
  readonly #planted = new Map<string, string>();
  readonly #tables = new Set<string>();
  #count = 0;

  /** One connection: it is told to look past triggers and keys. */
  constructor(private readonly admin: pg.ClientBase) {}

  /** The tables that hold a canary. */
  get tables(): ReadonlySet<string> {
    return this.#tables;
  }

  /** Fills one row of a table, past triggers and keys. What is given stands as it is given; the rest is planted. */
  async row(table: string, given: Row = {}, label = table): Promise<Row> {
    const { rows: columns } = await this.admin.query<Column>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
      [table],
    );
    const row = Object.fromEntries(
      columns.map((column) => [
        column.name,
        column.name in given ? given[column.name] : this.#canary(column, `${label}.${column.name}`),
      ]),
    );
    const names = Object.keys(row).map((name) => pg.escapeIdentifier(name));
    const places = names.map((_, index) => `$${index + 1}`);
    await this.admin.query("set session_replication_role = replica");
    await this.admin.query(`insert into ${table} (${names.join()}) values (${places.join()})`, Object.values(row));
    this.#tables.add(table);
    return row;
  }

  /** A text for the inside of a value that is given. It may be a name of a metric or a parameter, and survives HTML. */
  text(place: string): string {
    return this.#plant(`canary.${place.replaceAll(/[^a-z_.]/g, "_")}.end`, place);
  }

  /** A text for an address. */
  slug(place: string): string {
    return this.#plant(`canary-${place.replaceAll(/[^a-z]/g, "-")}-end`, place);
  }

  /** A number of seven digits that is unlike all others. */
  int(place: string): number {
    this.#count += 1;
    return Number(this.#plant(String(7_310_000 + this.#count), place));
  }

  float(place: string): number {
    this.#count += 1;
    return Number(this.#plant(`0.${731_000 + this.#count}7`, place));
  }

  /** Everywhere that something was planted. */
  get places(): ReadonlySet<string> {
    return new Set(this.#planted.values());
  }

  /** Where the canaries that stand in this text were planted. */
  placesIn(text: string): ReadonlySet<string> {
    return new Set([...this.#planted].flatMap(([canary, place]) => (text.includes(canary) ? [place] : [])));
  }

  #plant(canary: string, place: string): string {
    if (this.#planted.has(canary)) throw new Error(`${canary} is planted already, at ${this.#planted.get(canary)}`);
    this.#planted.set(canary, place);
    return canary;
  }

  #canary({ type }: Column, place: string): unknown {
    switch (type) {
      case "text":
        return this.text(place);
      case "text[]":
        return [this.text(place)];
      case "json":
      case "jsonb":
        return JSON.stringify({ [this.text(`${place}.key`)]: this.text(`${place}.value`) });
      case "uuid":
        return this.#uuid(place);
      case "integer":
      case "bigint":
        return this.int(place);
      case "integer[]":
        return [this.int(place)];
      case "double precision":
        return this.float(place);
      case "timestamp with time zone":
        return this.#time(place);
      case "bytea":
        return this.#bytes(place);
      case "boolean":
        return false; // says too little to be a canary
      default:
        throw new Error(`Teach the planter a canary of type ${type} (${place}).`);
    }
  }

  #uuid(place: string): string {
    const id = randomUUID();
    this.#plant(id.replaceAll("-", ""), place);
    return this.#plant(id, place);
  }

  /** A day of its own in the last century, recognised as a date and as milliseconds. */
  #time(place: string): Date {
    this.#count += 1;
    const time = new Date(Date.UTC(1970, 0, 1 + this.#count));
    this.#plant(time.toISOString().slice(0, 10), place);
    this.#plant(String(this.#count * DAY_MS), place);
    return time;
  }

  #bytes(place: string): Buffer {
    const bytes = createHash("sha256").update(place).digest();
    this.#plant(bytes.toString("hex"), place);
    this.#plant(bytes.toString("base64"), place);
    return bytes;
  }
}
