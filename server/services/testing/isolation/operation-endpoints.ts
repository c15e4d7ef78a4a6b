import { Readable } from "node:stream";
import { type OperationId, operations } from "@/lib/contract/operations";
import { shareParts } from "@/lib/contract/share";
import type { PersonActor, ShareLinkActor } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { toUuid } from "@/server/kernel/ids";
import type { TrpcContext } from "@/server/trpc/create-trpc-context";
import { appRouter } from "@/server/trpc/root";
import { services } from "../../registry";
import type { Endpoint, Input } from "./endpoint";
import { idPositions } from "./id-positions";
import { operationInputs } from "./operation-inputs";
import type { Place } from "./place";
import { ARTIFACT_BYTES } from "./place-artifacts";

/** An id that leads nowhere is answered by itself there; the request is not refused. */
const ANSWERS_FOR_EACH: ReadonlySet<string> = new Set(["trial.batch", "trial.heartbeats"]);

/** Every operation there is, called as REST and tRPC call it: through its service. */
export const serviceEndpoints: readonly Endpoint[] = operations.map(({ id, input, scope }) => ({
  name: id,
  operationId: id,
  scope,
  positions: idPositions(input),
  inputs: operationInputs[id],
  ...(scope === "shared:read" ? { callerAt: openedLink } : {}),
  call: async (context: Context, given: Input) => callService(id, context, given),
  refusesAbsent: !ANSWERS_FOR_EACH.has(id),
}));

/** Of a stream, the first item. */
async function callService(id: OperationId, context: Context, given: Input): Promise<unknown> {
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const content = { length: undefined, stream: Readable.from([ARTIFACT_BYTES]) };
  const { output } = await services[id].run({ ...context, signal, content }, given);
  return isStream(output) ? firstOf(output, ended) : output;
}

/** Whoever opened a link that shows all it can of the place's study. */
function openedLink({ context, shareLink, study }: Place): Context {
  const actor: ShareLinkActor = {
    kind: "share_link",
    id: toUuid(shareLink),
    name: "share link",
    workspaceId: context.actor.workspaceId,
    scopes: new Set(),
    studyId: toUuid(study),
    shows: new Set(shareParts),
    title: null,
    expiresAt: new Date("2100-01-01"),
  };
  return { ...context, actor };
}

/** Procedures that are not an operation by the same name, and the operation whose input they take. */
const INPUT_OF: Readonly<Record<string, string>> = {
  "study.changes": "study.read",
  "study.changesOfSeveral": "study.read",
};

/** Procedures that take the same in another form. */
const IN_FORM: Readonly<Record<string, (input: Input) => Input>> = {
  "study.changesOfSeveral": ({ study_id, ...rest }) => ({ study_ids: [study_id], ...rest }),
};

/** Every procedure that pages can call. */
export const procedureEndpoints: readonly Endpoint[] = Object.keys(appRouter._def.procedures).map((path) => {
  const twin = serviceEndpoints.find(({ name }) => name === (INPUT_OF[path] ?? path));
  if (twin === undefined) throw new Error(`Say which operation's input the procedure ${path} takes.`);
  return {
    ...twin,
    name: `trpc ${path}`,
    call: (context, input) => callProcedure({ path, context, input: IN_FORM[path]?.(input) ?? input }),
  };
});

interface ProcedureCall {
  readonly path: string;
  readonly context: Context;
  readonly input: Input;
}

async function callProcedure({ path, context, input }: ProcedureCall): Promise<unknown> {
  const ended = new AbortController();
  const caller: unknown = appRouter.createCaller(pageContext(context, ended.signal));
  const procedure = path.split(".").reduce<unknown>((node, step) => Reflect.get(node as object, step), caller);
  const answer = await (procedure as (input: Input) => Promise<unknown>)(input); // by path, so not by type
  return isStream(answer) ? firstOf(answer, ended) : answer;
}

/** Longer than a look at the database takes; a stream that has nothing new to say is silent for good. */
const SILENCE_MS = 300;

async function firstOf(stream: AsyncIterable<unknown>, ended: AbortController): Promise<unknown> {
  const timer = setTimeout(() => ended.abort(), SILENCE_MS);
  try {
    for await (const first of stream) return first;
    return "ended";
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

function pageContext({ actor, requestId }: Context, signal: AbortSignal): TrpcContext {
  const person = async (): Promise<PersonActor> => {
    if (actor.kind !== "person") throw new AppError("unauthenticated", "Pages are for people.");
    return actor;
  };
  return { actor: person, recheckActor: person, mayWrite: true, requestId, signal };
}

function isStream(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;
}
