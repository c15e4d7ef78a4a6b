import path from "node:path";
import type { ArtifactStore } from "./artifact-store";
import { localStore } from "./local-store";
import type { S3Settings } from "./s3-request";
import { s3Store } from "./s3-store";

export type ArtifactPlace =
  | { readonly kind: "directory"; readonly directory: string }
  | ({ readonly kind: "s3" } & S3Settings);

/** The store at the place of the settings, for the files of the database that has this space. */
export function openStore(place: ArtifactPlace, space: string): ArtifactStore {
  if (place.kind === "directory") return localStore({ directory: path.resolve(place.directory), space });
  return s3Store({ settings: place, space });
}
