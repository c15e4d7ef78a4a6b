import path from "node:path";
import { z } from "zod";
import type { ArtifactPlace } from "./artifacts/open-store";

const MIB = 1024 ** 2;

/** Settings of where artifacts are kept, and how many; part of the environment. */
export const ArtifactVariables = z.object({
  /** A directory, or s3://bucket/prefix; unset: in the data directory. */
  TELLUS_ARTIFACTS: z.string().min(1).optional(),
  /** The largest file, in MiB. One upload to S3 carries at most 5 GiB. */
  TELLUS_ARTIFACT_MIB: z.coerce
    .number()
    .int()
    .min(1)
    .max(5 * 1024)
    .default(64),
  /** All files together of a workspace that has no quota of its own, in MiB. */
  TELLUS_ARTIFACT_QUOTA_MIB: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 30)
    .default(10 * 1024),
  /** The largest quota that owners and admins may give their workspace, in MiB; unset: the one above. */
  TELLUS_ARTIFACT_QUOTA_MAX_MIB: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 30)
    .optional(),
  /** With s3://…: where the storage is, as in https://s3.eu-central-1.amazonaws.com. */
  TELLUS_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  TELLUS_S3_REGION: z.string().min(1).default("us-east-1"),
  TELLUS_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  TELLUS_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
});
type ArtifactVariables = z.output<typeof ArtifactVariables>;

export interface ArtifactSettings {
  readonly place: ArtifactPlace;
  readonly fileBytesMax: number;
  readonly quotaBytes: number;
  readonly quotaBytesMax: number;
}

const NEEDED_FOR_S3 = ["TELLUS_S3_ENDPOINT", "TELLUS_S3_ACCESS_KEY_ID", "TELLUS_S3_SECRET_ACCESS_KEY"] as const;
const S3 = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?<prefix>(?:\/[\w.-]+)*)\/?$/;

/** What is wrong with these settings together, variable by variable. */
export function artifactFaults(value: ArtifactVariables): readonly string[] {
  const { TELLUS_ARTIFACT_QUOTA_MAX_MIB: most = Infinity, TELLUS_ARTIFACT_QUOTA_MIB: usual } = value;
  if (most < usual)
    return [`TELLUS_ARTIFACT_QUOTA_MAX_MIB: must be at least TELLUS_ARTIFACT_QUOTA_MIB, which is ${usual}`];
  if (value.TELLUS_ARTIFACTS?.startsWith("s3:") !== true) return [];
  if (!S3.test(value.TELLUS_ARTIFACTS)) return ["TELLUS_ARTIFACTS: must be a directory, or s3://bucket/prefix"];
  const missing = NEEDED_FOR_S3.filter((name) => value[name] === undefined);
  return missing.length === 0 ? [] : [`${missing.join(", ")}: missing beside TELLUS_ARTIFACTS=s3://…`];
}

export function artifactSettings(value: ArtifactVariables, dataDirectory: string): ArtifactSettings {
  return {
    place: placeOf(value, dataDirectory),
    fileBytesMax: value.TELLUS_ARTIFACT_MIB * MIB,
    quotaBytes: value.TELLUS_ARTIFACT_QUOTA_MIB * MIB,
    quotaBytesMax: (value.TELLUS_ARTIFACT_QUOTA_MAX_MIB ?? value.TELLUS_ARTIFACT_QUOTA_MIB) * MIB,
  };
}

/** The directory that artifacts are kept in, where it is one. */
export function localArtifacts({ place }: ArtifactSettings): string | undefined {
  return place.kind === "directory" ? place.directory : undefined;
}

function placeOf(value: ArtifactVariables, dataDirectory: string): ArtifactPlace {
  const { bucket, prefix } = S3.exec(value.TELLUS_ARTIFACTS ?? "")?.groups ?? {};
  if (bucket === undefined || prefix === undefined) {
    return {
      kind: "directory",
      directory: path.resolve(value.TELLUS_ARTIFACTS ?? path.join(dataDirectory, "artifacts")),
    };
  }
  const given = (name: (typeof NEEDED_FOR_S3)[number]): string => {
    const found = value[name];
    if (found === undefined) throw new Error(`${name} is missing.`); // artifactFaults says so before
    return found;
  };
  return {
    kind: "s3",
    bucket,
    prefix: prefix.slice(1),
    region: value.TELLUS_S3_REGION,
    endpoint: new URL(given("TELLUS_S3_ENDPOINT")),
    accessKeyId: given("TELLUS_S3_ACCESS_KEY_ID"),
    secretAccessKey: given("TELLUS_S3_SECRET_ACCESS_KEY"),
  };
}
