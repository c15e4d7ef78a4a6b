/** More in one statement would make the first wait for the last. */
const BATCH_MAX = 64;
/** While one batch commits, the next is at work. */
const IN_FLIGHT_MAX = 2;

interface Waiting<Call, Outcome> {
  readonly call: Call;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (reason: unknown) => void;
}

/** How calls are answered: some together, or one alone. `undefined` among the answers: that one has to go alone. */
export interface Sending<Call, Outcome> {
  readonly together: (calls: readonly Call[]) => Promise<readonly (Outcome | undefined)[]>;
  readonly alone: (call: Call) => Promise<Outcome>;
}

/**
 * While few are on their way, sends a call at the end of its turn of the event loop, with those whose requests were read in the
 * same one; what comes meanwhile goes together. Nobody waits for company: a lone caller is as quick as without. A batch that fails is tried call by call, so that one call's fault is that call's alone.
 */
export function batcher<Call, Outcome>({ together, alone }: Sending<Call, Outcome>): (call: Call) => Promise<Outcome> {
  const waiting: Waiting<Call, Outcome>[] = [];
  let inFlight = 0;

  const sendWaiting = (): void => {
    while (inFlight < IN_FLIGHT_MAX && waiting.length > 0) {
      inFlight += 1;
      void answerBatch(waiting.splice(0, BATCH_MAX)).then(() => {
        inFlight -= 1;
        sendWaiting();
      });
    }
  };
  const answerBatch = async (batch: readonly Waiting<Call, Outcome>[]): Promise<void> => {
    const calls = batch.map(({ call }) => call);
    const answers = calls.length === 1 ? [] : await together(calls).catch(() => []);
    const rest = batch.map(async ({ call, resolve, reject }, index) => {
      const answer = answers[index];
      if (answer === undefined) await alone(call).then(resolve, reject);
      else resolve(answer);
    });
    await Promise.all(rest);
  };
  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
      if (waiting.length === 1) setImmediate(sendWaiting);
    });
}
