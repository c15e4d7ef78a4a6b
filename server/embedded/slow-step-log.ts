const SLOW_MS = 1000;
const REPEAT_MS = 10_000;

interface SlowStepLog {
  readonly log: (message: string) => void;
  /** Runs one step; when it takes over a second, says so, and again every ten seconds until it ends. */
  readonly step: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;
}

export function slowStepLog(log: (message: string) => void): SlowStepLog {
  return {
    log,
    step: async (name, work) => {
      const started = Date.now();
      let repeat: NodeJS.Timeout | undefined;
      const first = setTimeout(() => {
        log(`${name} …`);
        repeat = setInterval(() => log(`${name} … ${Math.round((Date.now() - started) / 1000)} s`), REPEAT_MS);
      }, SLOW_MS);
      try {
        return await work();
      } finally {
        clearTimeout(first);
        clearInterval(repeat);
      }
    },
  };
}
