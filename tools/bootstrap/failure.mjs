/** Something went wrong that a person can put right: what happened, and what to do about it. */
export class Failure extends Error {
  /** @param {string} message @param {string} advice @param {string} [output] what the failed program said last */
  constructor(message, advice, output = "") {
    super(message);
    this.name = "Failure";
    this.advice = advice;
    this.output = output;
  }
}

/** Runs a command's main function; a failure is told in plain words and ends with exit code 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}

export function reportFailure(error) {
  if (!(error instanceof Failure)) {
    console.error(error);
    return;
  }
  if (error.output) console.error(`${error.output.trimEnd()}\n`);
  console.error(`✗ ${error.message}\n  What to do: ${error.advice}`);
}
