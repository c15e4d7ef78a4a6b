/** The database cannot be used as it is. The message is for the operator: what is wrong, then what to do. */
export class DatabaseSetupError extends Error {
  override readonly name = "DatabaseSetupError";
}
