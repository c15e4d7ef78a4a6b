/**
 * Runs what the Dockerfile says in empty folders of this machine, since no container engine can be assumed: each stage
 * has its own root, the container's users are whoever runs this, and the last stage's CMD must become ready by its own
 * HEALTHCHECK. `npm run test:docker`; takes some minutes.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../bootstrap/failure.mjs";
import { root } from "../bootstrap/paths.mjs";
import { endGroup } from "../bootstrap/run-program.mjs";
import { trackedFiles } from "../tracked-files.mjs";
import { parseDockerfile } from "./parse-dockerfile.mjs";

const RUN_TIMEOUT_MS = 15 * 60_000;
const READY_TIMEOUT_MS = 90_000;

export async function runDockerfile() {
  const base = mkdtempSync(join(tmpdir(), "tellus-image-"));
  chmodSync(base, 0o711); // the embedded database's account passes through when this runs as root
  try {
    const image = await buildStages(base);
    await startImage(image);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** @returns the last stage, with what it would start */
async function buildStages(base) {
  const stages = new Map();
  let stage;
  for (const instruction of parseDockerfile(readFileSync(join(root, "Dockerfile"), "utf8"))) {
    if (instruction.name === "FROM") {
      const name = / AS (\w+)$/i.exec(instruction.text)?.[1] ?? String(stages.size);
      stage = { root: join(base, name), workdir: "/", env: {}, command: null, check: null };
      mkdirSync(stage.root, { recursive: true });
      stages.set(name, stage);
    } else await perform(instruction, { stage, stages });
  }
  return stage;
}

async function perform({ name, text, args }, { stage, stages }) {
  switch (name) {
    case "WORKDIR":
      stage.workdir = text;
      return void mkdirSync(inside(stage, text), { recursive: true });
    case "ENV":
      return void Object.assign(stage.env, Object.fromEntries(text.split(/\s+/).map((pair) => pair.split("="))));
    case "COPY":
      return copy(text, { stage, stages });
    case "RUN":
      console.log(`RUN ${text}`);
      return run(["sh", "-c", toThisMachine(text, stage)], { stage, timeoutMs: RUN_TIMEOUT_MS });
    case "CMD":
      stage.command = args;
      return;
    case "HEALTHCHECK":
      stage.check = JSON.parse(text.slice(text.indexOf("CMD") + 3));
      return;
    case "USER":
    case "VOLUME":
    case "EXPOSE":
      return;
    default:
      throw new Failure(`The Dockerfile uses ${name}.`, "teach tools/docker/run-dockerfile.mjs what it does.");
  }
}

const inside = (stage, path) => join(stage.root, path.startsWith("/") ? path : join(stage.workdir, path));

/** The container's own paths and its user, in a command for the shell. */
function toThisMachine(command, stage) {
  return command
    .replaceAll(/(?<=\s)\/(?=\w)/g, `${stage.root}/`)
    .replaceAll("node:node", `${process.getuid()}:${process.getgid()}`);
}

function copy(text, { stage, stages }) {
  const words = text.split(/\s+/);
  const from = words[0].startsWith("--from=") ? stages.get(words.shift().slice("--from=".length)) : undefined;
  const target = words.pop();
  if (from) return cpSync(inside(from, words[0]), inside(stage, target), { recursive: true, verbatimSymlinks: true });
  const files = words.flatMap((word) => (word === "." ? trackedFiles() : [word]));
  for (const file of files) {
    const destination = join(inside(stage, target), file);
    mkdirSync(dirname(destination), { recursive: true });
    cpSync(join(root, file), destination);
  }
}

function start([file, ...args], { stage }) {
  // Only what an image has: neither this machine's settings nor its database.
  const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env;
  const env = { PATH, HOME, ...(NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS } : {}), ...stage.env };
  return spawn(file, args, { cwd: inside(stage, stage.workdir), env, stdio: "inherit", detached: true });
}

async function run(command, { stage, timeoutMs }) {
  const child = start(command, { stage });
  const timer = setTimeout(() => endGroup(child, "SIGKILL"), timeoutMs);
  const [code] = await once(child, "exit");
  clearTimeout(timer);
  if (code !== 0) throw new Failure(`“${command.join(" ")}” ended with exit code ${code}.`, "read its output above.");
}

async function startImage(stage) {
  console.log(`CMD ${JSON.stringify(stage.command)}`);
  stage.env = { ...stage.env, PORT: "3977", HOST: "127.0.0.1", TELLUS_DATA: inside(stage, stage.env.TELLUS_DATA) };
  const server = start(stage.command, { stage });
  const ended = once(server, "exit");
  try {
    const until = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      if (server.exitCode !== null) throw new Failure("The image's command ended.", "read its output above.");
      const [code] = await once(start(stage.check, { stage }), "exit");
      if (code === 0) break;
      if (Date.now() > until) throw new Failure("The image did not become healthy.", "read its output above.");
      await sleep(1000);
    }
    console.log("✓ healthy");
  } finally {
    endGroup(server, "SIGTERM");
    await ended;
  }
}
