import { z } from "zod";

type IdPrefix = "ws" | "prj" | "std" | "trl" | "key" | "per" | "inv" | "ses" | "shr" | "evt" | "whk" | "dlv" | "art";

function id(prefix: IdPrefix, what: string) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`), `Must be ${what}: ${prefix}_ and 32 hexadecimal digits.`)
    .meta({ description: `Opaque id of ${what}.`, examples: [`${prefix}_0192f0c1a2b37c8d9e0f112233445566`] });
}

export const WorkspaceId = id("ws", "a workspace");
export const ProjectId = id("prj", "a project");
export const StudyId = id("std", "a study");
export const TrialId = id("trl", "a trial");
export const ApiKeyId = id("key", "an API key");
export const PersonId = id("per", "a person");
export const InvitationId = id("inv", "an invitation");
export const ShareLinkId = id("shr", "a share link");
export const EventId = id("evt", "an event");
export const WebhookId = id("whk", "a webhook");
export const WebhookDeliveryId = id("dlv", "a delivery of a webhook");
export const ArtifactId = id("art", "an artifact");
export const SessionId = id("ses", "a session");

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "Must be 64 hexadecimal digits in lower case.");

/** RFC 3339 with a zone. */
export const Timestamp = z.iso.datetime({ offset: true }).meta({ description: "RFC 3339 time with zone." });

/** A time whose year has four digits in every zone: what is shorter or longer no database and no other client reads back. */
export const StorableTime = Timestamp.refine(
  // What is no time at all is refused as that alone.
  (text) => !(Date.parse(text) < Date.UTC(1970) || Date.parse(text) >= Date.UTC(9999)),
  "Must be between the years 1970 and 9998.",
);

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const CONTROL_OR_BIDI = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** A name people read: NFC, no control, zero-width or direction-changing characters. Unique after case folding where it must be unique. */
export const Name = z
  .string()
  .trim()
  .normalize("NFC")
  .min(1, "Must not be empty.")
  .max(200, "Must be at most 200 characters.")
  .refine((name) => !CONTROL_OR_BIDI.test(name), "Must not hold control, zero-width or direction characters.")
  .meta({ description: "A name people read, at most 200 characters." });

/** What people call a trial: its number in its study, from 0. */
export const TrialNumber = z.int().min(0).max(10_000_000);

/** Free text people wrote. */
export const Text = z.string().max(10_000, "Must be at most 10,000 characters.");

/** A map with a bound, which plain `z.record` lacks: an unbounded map is a way to make us work. */
export function boundedRecord<Value extends z.ZodType>(key: z.ZodString, value: Value, maxEntries: number) {
  return z
    .record(key, value)
    .refine((record) => Object.keys(record).length <= maxEntries, `Must have at most ${maxEntries} entries.`)
    .meta({ maxProperties: maxEntries });
}

const METADATA_KEYS_MAX = 100;
const METADATA_LENGTH_MAX = 128 * 1024;
const MetadataKey = z.string().min(1).max(128);

/** Free-form JSON the caller attaches and gets back unchanged. Depth is bounded by the body's limits; lists show it whole. */
export const Metadata = boundedRecord(MetadataKey, z.json(), METADATA_KEYS_MAX)
  .refine(
    (metadata) => JSON.stringify(metadata).length <= METADATA_LENGTH_MAX,
    "Must be at most 128 KiB of JSON. Keep larger things elsewhere, and their address here.",
  )
  .meta({ description: "Free-form JSON of yours, returned unchanged; at most 100 keys and 128 KiB." });
export type Metadata = z.output<typeof Metadata>;

/** What has come together: a trial's from its enqueue, its asks and its tell, a clone's with its origin. Read, never refused. */
export const StoredMetadata = boundedRecord(MetadataKey, z.json(), 3 * METADATA_KEYS_MAX).meta({
  description: "Metadata, of a trial that of its enqueue, its asks and its tell, the later value of a key.",
});

export const Tags = z.array(Name.max(64)).max(32, "At most 32 tags.");

/** A metric as users name it. The pattern also keeps `__proto__` and the like out of maps keyed by metric. */
export const MetricName = z
  .string()
  .regex(
    /^(?!__proto__$|constructor$|prototype$)[A-Za-z_][A-Za-z0-9_.\-/ ]{0,127}$/,
    "Must start with a letter or _, then letters, digits, _ . - / or spaces; at most 128 characters.",
  )
  .meta({ description: "Name of a metric." });

/** JSON has no NaN and no infinities, so these three come as strings. -0 is stored as 0, so that equal values have equal hashes. */
export const MetricValue = z
  .union([z.number().transform((value) => (value === 0 ? 0 : value)), z.enum(["NaN", "Infinity", "-Infinity"])], {
    error: 'Must be a finite number, or one of the strings "NaN", "Infinity", "-Infinity".',
  })
  .meta({ description: 'A number, or "NaN", "Infinity", "-Infinity".' });
export type MetricValue = z.output<typeof MetricValue>;

/** Cursors are opaque and name their list and workspace: one of another is refused. They are not secret and not signed. */
export const Cursor = z
  .string()
  .min(1)
  .max(512)
  .meta({ description: "Opaque; from `next_cursor` of the page before." });
export const PageLimit = z
  .int()
  .min(1)
  .max(1000)
  .default(50)
  .meta({ description: "Items per page, 1 to 1,000; a page of large ones ends earlier." });

export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item).max(1000), next_cursor: Cursor.nullable() });
}

/** An address as people write it. What must be unique of it is decided by `server/auth/email-key.ts`. */
export const Email = z
  .string()
  .trim()
  .max(254, "Must be at most 254 characters.")
  .regex(/^[^\s@"<>]+@[^\s@"<>]+$/, "Must be an e-mail address.")
  .meta({ description: "An e-mail address." });
