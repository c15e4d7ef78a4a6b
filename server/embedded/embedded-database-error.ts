/** A refusal to start the embedded database. The message is for the operator: what is wrong, then what to do. */
export class EmbeddedDatabaseError extends Error {
  override readonly name = "EmbeddedDatabaseError";
}
