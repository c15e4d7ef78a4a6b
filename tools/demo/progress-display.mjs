import cliProgress from "cli-progress";

/** One bar on a terminal; elsewhere a line whenever a trial is done. */
export function createProgressDisplay() {
  return process.stdout.isTTY ? new BarDisplay() : new LineDisplay();
}

class BarDisplay {
  #bars = new cliProgress.MultiBar(
    {
      format: "  {bar} {value}/{total} trials done, {running} running, incumbent {incumbent}",
      barCompleteChar: "█",
      barIncompleteChar: "░",
      barsize: 30,
      hideCursor: true,
      stopOnComplete: false,
      // Our own handlers stop the job first and the display after it.
      gracefulExit: false,
      emptyOnZero: true,
    },
    cliProgress.Presets.shades_classic,
  );
  #bar;

  update(progress) {
    const payload = { running: progress.running, incumbent: describeIncumbent(progress.incumbent) };
    this.#bar ??= this.#bars.create(progress.total, 0, payload);
    this.#bar.update(progress.done, payload);
  }

  say(line) {
    if (this.#bar) this.#bars.log(`${line}\n`);
    else console.log(line);
  }

  stop() {
    if (this.#bar) this.#bars.stop();
    this.#bar = undefined;
  }
}

class LineDisplay {
  #shown = -1;

  update({ done, total, running, incumbent }) {
    if (done === this.#shown) return;
    this.#shown = done;
    console.log(`  ${done}/${total} trials done, ${running} running, incumbent ${describeIncumbent(incumbent)}`);
  }

  say(line) {
    console.log(line);
  }

  stop() {}
}

function describeIncumbent(incumbent) {
  if (!incumbent) return "none yet";
  return `${(incumbent.validation_accuracy * 100).toFixed(1)} % (trial ${incumbent.number})`;
}
