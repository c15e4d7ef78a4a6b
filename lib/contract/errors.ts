/** The closed list of error codes. Each has a page `docs/errors/<code>.md`, which is the `type` of its problem document. */
export const errorCatalog = {
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  malformed_request: { status: 400, title: "The request is malformed" },
  body_too_deep: { status: 400, title: "The body is nested too deeply" },
  unauthenticated: { status: 401, title: "Who are you?" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "There is nothing here" },
  method_not_allowed: { status: 405, title: "This address does not take that method" },
  already_told: { status: 409, title: "The trial already has another result" },
  lease_lost: { status: 409, title: "The lease was lost" },
  measurement_conflict: { status: 409, title: "The step was already measured with another value" },
  quota_exceeded: { status: 409, title: "The workspace's storage is used up" },
  name_taken: { status: 409, title: "The name is taken" },
  secret_already_shown: { status: 409, title: "The secret was shown already" },
  state_conflict: { status: 409, title: "The present state does not allow this" },
  study_finished: { status: 409, title: "The study is finished" },
  precondition_failed: { status: 412, title: "It was changed in the meantime" },
  body_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The body must be application/json" },
  content_mismatch: { status: 422, title: "The bytes are not those that were announced" },
  forbidden_character: { status: 422, title: "A text holds a character that cannot be stored" },
  forbidden_key: { status: 422, title: "A key is not allowed" },
  idempotency_mismatch: { status: 422, title: "The idempotency key was used for another request" },
  invalid_assignments: { status: 422, title: "The assignments are outside the search space" },
  invalid_input: { status: 422, title: "A field is not as it must be" },
  invalid_observation: { status: 422, title: "The observation does not fit the study" },
  invalid_search_space: { status: 422, title: "The search space is not usable" },
  value_not_finite: { status: 422, title: "A number is not finite" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something broke on our side" },
  unavailable: { status: 503, title: "Not available right now" },
  storage_full: { status: 507, title: "There is no room left where files are stored" },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ErrorCode = keyof typeof errorCatalog;

/** One field that is wrong. `pointer` is an RFC 6901 pointer into the request body (or `/query/<name>`, `/path/<name>`). */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** Codes that any operation can give; operations declare only what comes on top. */
export const commonErrors = [
  "malformed_json",
  "malformed_request",
  "body_too_deep",
  "unauthenticated",
  "forbidden",
  "body_too_large",
  "unsupported_media_type",
  "forbidden_character",
  "forbidden_key",
  "invalid_input",
  "value_not_finite",
  "idempotency_mismatch",
  "rate_limited",
  "internal",
  "unavailable",
] as const satisfies readonly ErrorCode[];
