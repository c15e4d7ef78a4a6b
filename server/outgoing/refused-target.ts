/** An address that we do not send requests to. The message is for whoever gave it. */
export class RefusedTarget extends Error {
  override readonly name = "RefusedTarget";
}
