import { connect } from "node:net";

/** Sends bytes as they are and gives all that came back until the other side closed, or until the time was over. */
export function rawRequest(port: number, parts: readonly string[], timeoutMs = 3000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    const timer = setTimeout(finish, timeoutMs);
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      received += chunk;
    });
    socket.on("error", finish); // a reset after the answer is how some refusals end
    socket.on("close", finish);
    for (const part of parts) socket.write(part, "latin1");
  });
}
