import { ContentMismatch, StorageFull, StorageUnavailable } from "@/server/artifacts/artifact-store";
import { AppError } from "@/server/kernel/app-error";

const RETRY_AFTER_SECONDS = 5;

/** What a caller learns of a store that did not take or give a file; everything else goes on as it is. */
export function storageFailure(error: unknown): unknown {
  if (error instanceof ContentMismatch)
    return new AppError("content_mismatch", `${error.message} Nothing was stored; send the whole file again.`);
  if (error instanceof StorageFull)
    return new AppError(
      "storage_full",
      "There is no room left where files are stored. Nothing was stored; train on, and tell whoever runs this installation.",
      { cause: error },
    );
  if (error instanceof StorageUnavailable)
    return new AppError("unavailable", "The storage of files cannot answer right now. Try again shortly.", {
      cause: error,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  return error;
}
