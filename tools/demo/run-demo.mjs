import { resolve } from "node:path";
import { bootstrap } from "../bootstrap/bootstrap.mjs";
import { Failure } from "../bootstrap/failure.mjs";
import { root } from "../bootstrap/paths.mjs";
import { formatSeconds, step } from "../bootstrap/step.mjs";
import { chooseStudy } from "./choose-study.mjs";
import { DemoServer } from "./demo-server.mjs";
import { requireFreePort } from "./port-check.mjs";
import { setUpDemo } from "./set-up.mjs";

/**
 * Everything from a fresh clone to a finished study, then the page to look at, until Ctrl-C.
 *
 * @param {{ exitWhenDone: boolean }} options
 */
export async function runDemo({ exitWhenDone }) {
  const startedAt = performance.now();
  const { port, host } = readAddress();
  await requireFreePort(port, host);
  await bootstrap();

  // These come from packages, which are there only now.
  const { createProgressDisplay } = await import("./progress-display.mjs");
  const display = createProgressDisplay();
  const server = new DemoServer({
    port,
    host,
    dataDirectory: resolve(root, process.env.TELLUS_DATA || ".data"),
    say: (line) => display.say(line),
  });
  const interrupted = untilSignal();
  const parts = { server, display, job: undefined };
  try {
    const work = async () => {
      await step("Starting the database and the server", () => server.start());
      const setUp = await setUpDemo(server.environment);
      display.say(`Tellus is up after ${formatSeconds(performance.now() - startedAt)}: ${server.address}`);
      const complete = await runJob(parts, setUp);
      if (!exitWhenDone) return stayUp(setUp, server.address);
      process.exitCode = complete ? 0 : 1;
    };
    await Promise.race([work(), server.failed, interrupted]);
  } finally {
    await stopAll(parts);
  }
}

async function runJob(parts, setUp) {
  const { server, display } = parts;
  const { project, api_key: apiKey } = setUp;
  const study = await chooseStudy({ address: server.address, apiKey, project });
  display.say(study.resumed ? `Going on with the unfinished study "${study.name}".` : `New study "${study.name}".`);

  const seen = {};
  const { DigitsJob } = await import("./digits-job.mjs");
  const onLine = (line) => {
    seen[line.event] = line;
    if (line.event === "study")
      display.say(`Four workers train a network on handwritten digits. Watch it live: ${line.url ?? server.address}\n`);
    if (line.event === "progress") display.update(line);
    if (line.event === "notice") display.say(line.message);
  };
  parts.job = new DigitsJob({ address: server.address, apiKey, project, study: study.name, onLine });
  const end = await parts.job.ended;
  display.stop();
  if (!seen.result)
    throw new Failure(
      `The training job ended (${end.how}) without a result.`,
      "see its messages above, then run the demo again: it goes on where it stopped.",
    );
  printResult(seen);
  return end.code === 0 && seen.result.complete;
}

function printResult({ result, study }) {
  const { complete, incumbent, default: defaults, elapsed_s: seconds } = result;
  const percent = (share) => `${(share * 100).toFixed(1)} %`.padStart(11);
  const state = complete ? "complete" : `not complete (${result.state}${result.reason ? `, ${result.reason}` : ""})`;
  console.log(`\nThe study "${study.name}" is ${state} after ${formatSeconds(seconds * 1000)}.\n`);
  console.log("                validation       test");
  if (incumbent) {
    const name = `incumbent (${incumbent.number})`.padEnd(15);
    console.log(`${name}${percent(incumbent.validation_accuracy)}${percent(incumbent.test_accuracy)}`);
  }
  console.log(`${"defaults".padEnd(15)}${percent(defaults.validation_accuracy)}${percent(defaults.test_accuracy)}\n`);
  if (incumbent) {
    console.log("Assignments of the incumbent:");
    for (const [name, value] of Object.entries(incumbent.assignments)) console.log(`  ${name}: ${value}`);
  }
  if (study.url) console.log(`\nStudy page: ${study.url}`);
}

function stayUp({ email, password }, address) {
  console.log(`Sign in at ${address}: ${email} / ${password}`);
  console.log("\nThe server stays up. Press Ctrl-C to stop it and the database.");
  // From here on Ctrl-C is the expected end.
  process.exitCode = 0;
  return new Promise(() => undefined);
}

/** Later signals are ignored on purpose: stopping takes a moment, and its patience is bounded. */
function untilSignal() {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.on(signal, () => {
        process.exitCode ??= signal === "SIGINT" ? 130 : 143;
        done();
      });
    }
  });
}

async function stopAll({ job, server, display }) {
  display.stop();
  await step("Stopping the workers, the server and the database", async () => {
    await job?.stop();
    await server.stop();
  });
}

function readAddress() {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Failure(`PORT is "${process.env.PORT}".`, "set it to a whole number from 1 to 65535, such as PORT=3100.");
  }
  return { port, host: "127.0.0.1" };
}
