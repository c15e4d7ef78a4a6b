import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { Failure } from "../bootstrap/failure.mjs";

/** Refuses a port somebody else listens on, and names them where the system tells. */
export async function requireFreePort(port, host) {
  const error = await tryListening(port, host);
  if (!error) return;
  if (error.code === "EACCES") {
    throw new Failure(`This user may not listen on port ${port}.`, "choose one above 1023: PORT=3100 npm run demo");
  }
  if (error.code !== "EADDRINUSE") throw error;
  const holder = await describeHolder(port, host);
  throw new Failure(
    `Port ${port} is taken${holder ? ` by ${holder}` : ""}.`,
    `stop that program, or choose another port: PORT=${port + 100} npm run demo`,
  );
}

function tryListening(port, host) {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", done);
    server.listen({ port, host }, () => server.close(() => done(undefined)));
  });
}

async function describeHolder(port, host) {
  const process = findListener(port);
  const isTellus = await fetch(`http://${host}:${port}/livez`, { signal: AbortSignal.timeout(1_000) }).then(
    (response) => response.ok,
    () => false,
  );
  return [isTellus ? "a running Tellus server" : "", process].filter(Boolean).join(", ");
}

/** Linux tells which socket listens on a port, and which process holds the socket. Elsewhere, and of other users, nothing. */
function findListener(port) {
  try {
    const inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listeningInodes(table, port));
    const pid = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .find((candidate) => inodes.some((inode) => holdsSocket(candidate, inode)));
    return pid && `process ${pid} (${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim()})`;
  } catch {
    return undefined;
  }
}

function listeningInodes(table, port) {
  const LISTENING = "0A";
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readFileSync(table, "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === LISTENING)
    .map((columns) => columns[9]);
}

function holdsSocket(pid, inode) {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => readlinkSync(`${folder}/${fd}`) === `socket:[${inode}]`);
  } catch {
    return false;
  }
}
