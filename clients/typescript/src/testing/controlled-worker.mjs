/** A program that trains as its parent says, call by call, with the client as it is installed: it is there to be killed. */
const { Tellus } = await import(process.env.CLIENT);
const study = await new Tellus({ answerWaitMs: 1000 }).study(process.env.STUDY);
const asking = process.env.WORKER ? { worker_id: process.env.WORKER } : {};
let trial;

const calls = {
  ask: async () => {
    trial = await study.ask(asking);
    return trial && { id: trial.id, number: trial.number, attempt: trial.attempt, resumedStep: trial.resumedStep };
  },
  report: (step, values) => trial.report(step, values),
  tell: (values) => trial.tell(values),
};

process.on("message", async ({ call, values }) => {
  if (call === "end") process.disconnect();
  else process.send({ answer: (await calls[call](...values)) ?? null });
});
process.send({ answer: "ready" });
