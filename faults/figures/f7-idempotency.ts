import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { audit } from "../client/audit";
import { Crowd, inParallel } from "../client/crowd";
import type { Answer } from "../client/http-client";
import { insist } from "../client/insist";
import { queueTrials } from "../client/studies";
import { Asked, Refusal } from "../client/training-loop";
import type { Figure, FigureContext, FigureFault } from "../figure";

const SIZES = {
  full: { keys: 20_000, conflicts: 500, keysOfStudy: 1_000, width: 32 },
  sample: { keys: 400, conflicts: 60, keysOfStudy: 400, width: 24 },
};

/** More would say nothing more. */
const FAULTS_ENOUGH = 25;

/** R3, R4: the same request again is the same answer, on any replica, at once or late. */
export const idempotency: Figure = {
  id: "F7",
  title: "R3 R4 duplicates of asks, enqueued trials and tells on several replicas, at once and late",
  target: "20,000 keys with 2 to 5 duplicates: 0 mismatches; 500 conflicting bodies: 500 times 422",
  minutes: 7,
  inSample: true,
  breakages: [
    {
      kind: "function",
      name: "an ask's key is not looked up",
      functionName: "ask_trials",
      change: { find: /p_key is not null/g, put: "false" },
      breaks: ["mismatch", "doubled"],
    },
    {
      kind: "function",
      name: "a key's body is not compared",
      functionName: "replay_ask",
      change: { find: "stored.body_hash is null or stored.body_hash <> p_hash", put: "false" },
      breaks: ["conflict accepted"],
    },
    {
      kind: "function",
      name: "a different result is taken for the same one",
      functionName: "store_tell",
      change: { find: /t\.result_hash = p_hash/, put: "true" },
      breaks: ["conflict accepted"],
    },
    {
      kind: "server",
      name: "the record of an idempotency key is not read",
      change: { find: /if \(idempotencyKey\d* === void 0\) return \{ output/, put: "if (true) return { output" },
      breaks: ["mismatch", "doubled"],
    },
  ],
  run: runIdempotency,
};

interface Round extends FigureContext {
  readonly crowd: Crowd;
  readonly faults: FigureFault[];
  conflicts: number;
  requests: number;
}

async function runIdempotency(context: FigureContext) {
  const size = SIZES[context.scale];
  await context.stage.serve({ replicas: 4, database: "ours", ...(context.script && { script: context.script }) });
  const round: Round = { ...context, crowd: await Crowd.open(context), faults: [], conflicts: 0, requests: 0 };
  const every = Math.max(1, Math.floor(size.keys / size.conflicts));
  for (let from = 0; from < size.keys; from += size.keysOfStudy) {
    const many = Math.min(size.keysOfStudy, size.keys - from);
    const study = await round.crowd.createStudy({ maxTrials: many * 8 });
    await queueTrials(round.crowd.everywhere, study, Math.floor(many * QUEUED_SHARE));
    const asked = { count: 0 };
    await inParallel(Array(many).keys(), size.width, async (index) => {
      if (round.faults.length > FAULTS_ENOUGH) return;
      const kind = KINDS[(from + index) % KINDS.length] ?? askTwice;
      await kind(round, { study, conflict: index % every === 0, asked });
    });
    if (round.faults.length > FAULTS_ENOUGH) break;
    await countHandOuts(round, study, asked.count);
  }
  const entries = await round.crowd.close();
  round.faults.push(
    ...(await audit({ cluster: context.stage.cluster, entries, studies: round.crowd.studies, complete: false })),
  );
  return {
    reached: `${size.keys} keys, ${round.requests} requests: ${round.faults.length} mismatches; ${round.conflicts} conflicting bodies refused`,
    counts: { keys: size.keys, requests: round.requests, conflicts: round.conflicts, ...round.crowd.counts },
    faults: round.faults,
  };
}

/** Most asks find a trial waiting: what is measured are keys, not the sampler. The rest mints. */
const QUEUED_SHARE = 0.75;

interface Key {
  readonly study: string;
  /** Send another body under the same key afterwards. */
  readonly conflict: boolean;
  /** Hand-outs there must be. */
  readonly asked: { count: number };
}

const KINDS = [askTwice, askTwice, askTwice, tellTwice, enqueueTwice] as const;

/** All duplicates' answers: at the same time or one after the other, on replicas as they come. */
async function duplicates(round: Round, send: () => Promise<Answer>): Promise<Answer[]> {
  const many = 2 + Math.floor(round.random() * 4);
  round.requests += many;
  if (round.random() < 0.5) return Promise.all(Array.from({ length: many }, send));
  const answers: Answer[] = [];
  for (let index = 0; index < many; index += 1) {
    answers.push(await send());
    await sleep(round.random() * 20);
  }
  return answers;
}

/** An ask that may have to wait for the sampler; after a minute its answer is what it is. */
async function askUntilGiven(round: Round, study: string, key: string): Promise<Answer> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const body = { wait_seconds: 5 };
    const answer = await insist(round.crowd.everywhere, { path: `/studies/${study}/ask`, key, body });
    if (answer.status !== 202 || performance.now() > deadline) return answer;
    await sleep(20);
  }
}

async function askTwice(round: Round, { study, conflict, asked }: Key): Promise<void> {
  const key = randomUUID();
  asked.count += 1;
  const answers = await duplicates(round, () => askUntilGiven(round, study, key));
  compare(round, answers, ({ status, body }) => [status, Asked.safeParse(body).data?.trials]);
  if (!conflict) return;
  const other = { wait_seconds: 5, lease_seconds: 600 };
  refused(round, await insist(round.crowd.everywhere, { path: `/studies/${study}/ask`, key, body: other }), 422);
}

async function tellTwice(round: Round, { study, conflict, asked }: Key): Promise<void> {
  asked.count += 1;
  const given = Asked.parse((await askUntilGiven(round, study, randomUUID())).body).trials[0];
  if (given === undefined) return;
  const value = Math.random();
  const about = { worker: "twins", trial: given.id, attempt: given.attempt, value };
  const result = (loss: number) => ({ attempt: given.attempt, state: "completed", values: { loss } });
  await round.crowd.ledger.note({ kind: "telling", sentAt: performance.now(), ...about });
  const call = { path: `/trials/${given.id}/tell`, body: result(value) };
  const answers = await duplicates(round, () => insist(round.crowd.everywhere, call));
  compare(round, answers, ({ status, body }) => [status, body]);
  await round.crowd.ledger.note({ kind: "told", sentAt: performance.now(), ...about });
  if (conflict) refused(round, await insist(round.crowd.everywhere, { ...call, body: result(value + 1) }), 409);
}

async function enqueueTwice(round: Round, { study, conflict }: Key): Promise<void> {
  const key = randomUUID();
  const path = `/studies/${study}/trials`;
  const body = (x: number) => ({ trials: [{ assignments: { x, k: 1 } }] });
  const x = Math.random();
  const answers = await duplicates(round, () => insist(round.crowd.everywhere, { path, key, body: body(x) }));
  compare(round, answers, ({ status, body: said }) => [status, said]);
  if (conflict) refused(round, await insist(round.crowd.everywhere, { path, key, body: body(x / 2) }), 422);
}

function compare(round: Round, answers: readonly Answer[], part: (answer: Answer) => unknown): void {
  const said = new Set(answers.map((answer) => JSON.stringify(part(answer))));
  const odd = answers.find(({ status }) => status >= 300);
  if (odd !== undefined) round.faults.push({ rule: "mismatch", detail: `refused: ${JSON.stringify(odd.body)}` });
  else if (said.size > 1) round.faults.push({ rule: "mismatch", detail: [...said].join(" and ").slice(0, 600) });
}

function refused(round: Round, { status, body }: Answer, expected: number): void {
  round.requests += 1;
  const code = Refusal.safeParse(body).data?.code ?? "";
  const right = status === expected && ["idempotency_mismatch", "already_told"].includes(code);
  if (right) round.conflicts += 1;
  else round.faults.push({ rule: "conflict accepted", detail: `${status} ${JSON.stringify(body).slice(0, 300)}` });
}

/** Every key is one hand-out, however often it was sent. */
async function countHandOuts({ stage, faults }: Round, study: string, expected: number): Promise<void> {
  const [row] = await stage.cluster.query<{ count: number }>(
    "select count(*)::int as count from attempt where study_id = $1",
    [study.replace("std_", "")],
  );
  if (row?.count !== expected)
    faults.push({ rule: "doubled", detail: `${study}: ${expected} keys of asks made ${row?.count} hand-outs` });
}
