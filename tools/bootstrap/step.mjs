const QUIET_MS = 1_000;
const REMINDER_MS = 20_000;

/**
 * Does one piece of work. One that takes more than a second says what it does and, at the end, how long it took;
 * on a terminal the seconds tick, elsewhere a line every 20 s shows it is alive.
 *
 * @template T
 * @param {string} title what is being done, as "Installing packages"
 * @param {() => Promise<T>} work
 * @param {{ progress?: () => string, quietEnd?: boolean }} [options] `progress` adds a few words on how far it is;
 *   `quietEnd` leaves the last word to the caller
 * @returns {Promise<T>}
 */
export async function step(title, work, { progress = () => "", quietEnd = false } = {}) {
  const ticker = new StepTicker(title, progress);
  try {
    const result = await work();
    ticker.end(quietEnd ? "" : "✓");
    return result;
  } catch (error) {
    ticker.end("✗");
    throw error;
  }
}

export function formatSeconds(ms) {
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

class StepTicker {
  #startedAt = performance.now();
  #announced = false;
  #timer;

  constructor(title, progress) {
    this.title = title;
    this.progress = progress;
    this.#timer = setTimeout(() => this.#announce(), QUIET_MS);
  }

  #announce() {
    this.#announced = true;
    if (!process.stderr.isTTY) console.error(`… ${this.title}`);
    const everyMs = process.stderr.isTTY ? QUIET_MS : REMINDER_MS;
    this.#timer = setInterval(() => this.#remind(), everyMs);
  }

  #remind() {
    const line = `… ${this.title} ${formatSeconds(performance.now() - this.#startedAt)} ${this.progress()}`.trimEnd();
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
    else console.error(line);
  }

  end(mark) {
    clearInterval(this.#timer);
    if (!this.#announced) return;
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    if (mark) console.error(`${mark} ${this.title} (${formatSeconds(performance.now() - this.#startedAt)})`);
  }
}
