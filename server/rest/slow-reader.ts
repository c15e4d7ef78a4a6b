import type { IncomingMessage, ServerResponse } from "node:http";
import { type Pace, Patience } from "@/server/kernel/pace";

const LOOKS = 6;

/**
 * Cuts the connection of whoever does not take an answer that waits for it, or takes it in drops: until then it would hold a
 * place among the downloads and an open file. Time in which we have nothing to send is not the reader's.
 */
export function cutSlowReader(outgoing: ServerResponse<IncomingMessage>, pace: Pace): void {
  const { socket } = outgoing.req;
  const patience = new Patience(pace);
  const everyMs = pace.patienceMs / LOOKS;
  // An answer before this one on the same connection is counted in.
  const taken = (): number => socket.bytesWritten - socket.writableLength;
  let before = taken();
  const timer = setInterval(() => {
    const moved = taken() - before;
    before += moved;
    if (outgoing.writableLength > 0) patience.waited(everyMs);
    patience.moved(moved);
    if (patience.leftMs <= 0) socket.destroy();
  }, everyMs).unref();
  outgoing.once("close", () => clearInterval(timer));
}
