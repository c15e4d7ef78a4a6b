import { TRPCError } from "@trpc/server";
import pg from "pg";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { newId, toApiId } from "@/server/kernel/ids";
import type { Endpoint, Input } from "./endpoint";
import type { IdPosition } from "./id-positions";
import type { Place } from "./place";

/** One way in which something that is not the caller's came out, or was reached. */
export interface Leak {
  readonly endpoint: string;
  readonly call: string;
  /** `vacuous`: nothing came out, but the call would not have shown it either. */
  readonly fault: "shows a secret" | "changed rows" | "answers otherwise" | "vacuous";
  readonly found: string;
}

type Fault = Pick<Leak, "fault" | "found">;

export interface Probe {
  readonly endpoints: readonly Endpoint[];
  /** Who calls, with ids of its own. */
  readonly own: Place;
  /** Whose ids are used. */
  readonly foreign: Place;
  /** Texts that no answer may hold. */
  readonly secrets: readonly string[];
  /** Checksums by table of what may not change. */
  readonly watch: () => Promise<Readonly<Record<string, string>>>;
}

/**
 * Puts the foreign ids into every position of every endpoint. A leak is an answer that differs from the one to an id that
 * does not exist, an answer that shows a secret, or a changed row of the other side (S1).
 */
export async function* foreignIdLeaks(probe: Probe): AsyncGenerator<Leak> {
  const before = await probe.watch();
  for (const attempt of attempts(probe)) yield* leaksOfAttempt({ ...attempt, probe, before });
}

interface Attempt {
  readonly endpoint: Endpoint;
  readonly input: Input;
  readonly position: IdPosition;
}

function attempts({ endpoints, own }: Probe): readonly Attempt[] {
  return endpoints.flatMap((endpoint) =>
    endpoint.positions.flatMap((position) => {
      const inputs = endpoint.inputs(own).filter((input) => holderIn(input, position) !== null);
      if (inputs.length === 0)
        throw new Error(`Give an example of ${endpoint.name} that holds ${position.path.join(".")}.`);
      return inputs.map((input) => ({ endpoint, input, position }));
    }),
  );
}

type RunningAttempt = Attempt & { readonly probe: Probe; readonly before: Readonly<Record<string, string>> };

async function* leaksOfAttempt({ probe, before, ...attempt }: RunningAttempt): AsyncGenerator<Leak> {
  const { endpoint, position } = attempt;
  const answerAt = (value: string) => answerTo(endpoint, probe.own.context, setAt({ ...attempt, value }));
  const leak = (value: string, fault: Fault): Leak => ({
    endpoint: endpoint.name,
    call: `${position.path.join(".")} = ${value}`,
    ...fault,
  });
  const absent = await answerAt(absentValue(position));
  const unreached = unreachedBy(endpoint, position, absent);
  if (unreached !== undefined) yield leak("absent", unreached);
  for (const [value, mustEqual] of foreignValues(probe, endpoint, position)) {
    const answer = await answerAt(value);
    const fault = await faultOf(probe, { answer, before, ...(mustEqual ? { expected: absent } : {}) });
    if (fault !== undefined) yield leak(value, fault);
  }
}

export interface OwnProbe extends Probe {
  /** Puts everything back, so that each call finds its place as it was made. */
  readonly restore: () => Promise<void>;
}

/**
 * Calls every endpoint with ids of the caller's own, under names and keys that the other side uses too. Each call must
 * succeed, or the probe with foreign ids would show nothing.
 */
export async function* ownCallLeaks(probe: OwnProbe): AsyncGenerator<Leak> {
  const before = await probe.watch();
  for (const endpoint of probe.endpoints) {
    const caller = endpoint.callerAt?.(probe.own) ?? probe.own.context;
    const context = { ...caller, idempotencyKey: probe.foreign.idempotencyKey };
    for (const input of endpoint.inputs(probe.own)) {
      await probe.restore();
      const answer = await answerTo(endpoint, context, input);
      const fault = (await faultOf(probe, { answer, before })) ?? refusedOwn(answer);
      if (fault !== undefined) yield { endpoint: endpoint.name, call: JSON.stringify(input), ...fault };
    }
  }
  await probe.restore();
}

export async function collect(leaks: AsyncIterable<Leak>): Promise<Leak[]> {
  const found: Leak[] = [];
  for await (const leak of leaks) found.push(leak);
  return found;
}

type Answer = { readonly output: unknown } | { readonly refusal: Readonly<Record<string, unknown>> };

async function answerTo(endpoint: Endpoint, context: Context, input: Input): Promise<Answer> {
  try {
    return { output: await endpoint.call(context, input) };
  } catch (error) {
    return { refusal: describe(error) };
  }
}

/** What a caller learns of an error. */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof TRPCError) return { trpcCode: error.code, ...describe(error.cause) };
  if (error instanceof AppError) {
    const { code, status, message, errors, extra } = error;
    return { code, status, message, errors, extra };
  }
  if (error instanceof pg.DatabaseError) return { code: error.code, message: error.message };
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}

/** Why the answer to an id that does not exist proves nothing, if so. */
function unreachedBy(endpoint: Endpoint, { kind }: IdPosition, answer: Answer): Fault | undefined {
  if (!endpoint.refusesAbsent) return undefined;
  // A place in a stream that is not known begins it anew, and says so.
  if (kind === "evt" && JSON.stringify(answer).includes('"events.gap"')) return undefined;
  const wanted = kind === "cursor" ? "invalid_input" : "not_found";
  if ("refusal" in answer && answer.refusal.code === wanted) return undefined;
  return { fault: "vacuous", found: `the example never reaches the look-up: ${JSON.stringify(answer)}` };
}

function refusedOwn(answer: Answer): Fault | undefined {
  if ("output" in answer) return undefined;
  return { fault: "vacuous", found: `an own call was refused: ${JSON.stringify(answer.refusal)}` };
}

interface Look {
  readonly answer: Answer;
  readonly before: Readonly<Record<string, string>>;
  readonly expected?: Answer;
}

async function faultOf(probe: Probe, { answer, before, expected }: Look): Promise<Fault | undefined> {
  const text = JSON.stringify(answer);
  const bare = text.replaceAll("-", "");
  const shown = probe.secrets.find((secret) => bare.includes(secret));
  if (shown !== undefined) return { fault: "shows a secret", found: `${shown} in ${text}` };
  const after = await probe.watch();
  const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
  if (changed.length > 0) return { fault: "changed rows", found: changed.join(", ") };
  if (expected !== undefined && text !== JSON.stringify(expected))
    return { fault: "answers otherwise", found: `${text}, to an absent id ${JSON.stringify(expected)}` };
  return undefined;
}

function absentValue({ kind }: IdPosition): string {
  return kind === "cursor" ? Buffer.from("no cursor").toString("base64url") : toApiId(kind, newId());
}

type ForeignValue = readonly [value: string, mustEqualAbsent: boolean];

/** A forged cursor names the caller's own list and workspace, so it may be taken; only its position is the other side's. */
function foreignValues(probe: Probe, endpoint: Endpoint, { kind }: IdPosition): readonly ForeignValue[] {
  if (kind !== "cursor") return probe.foreign.ids[kind].map((id) => [id, true]);
  const [ownCursor, foreignCursor] = [cursorOf(probe.own, endpoint), cursorOf(probe.foreign, endpoint)];
  const [list, workspaceId] = decode(ownCursor);
  const forged = JSON.stringify([list, workspaceId, decode(foreignCursor)[2]]);
  return [
    [foreignCursor, true],
    [Buffer.from(forged).toString("base64url"), false],
  ];
}

function cursorOf(place: Place, { name, operationId }: Endpoint): string {
  const cursor = operationId === undefined ? undefined : place.cursors.get(operationId);
  if (cursor === undefined) throw new Error(`Make a second page of ${name} in place.ts.`);
  return cursor;
}

function decode(cursor: string): string[] {
  return JSON.parse(Buffer.from(cursor, "base64url").toString());
}

/** The input with the value at that position; its example must lead there. */
function setAt({ input, position, value }: Attempt & { readonly value: string }): Input {
  const copy = structuredClone(input);
  const holder = holderIn(copy, position);
  if (holder === null) throw new Error("An attempt holds its position.");
  Reflect.set(holder, position.path.at(-1) ?? "", value);
  return copy;
}

/** What holds the last step of the position; null where this example has nothing there, as where a list is left out. */
function holderIn(input: Input, { path }: IdPosition): object | null {
  const holder = path.slice(0, -1).reduce<unknown>((node, step) => Reflect.get(Object(node), step), input);
  return typeof holder === "object" ? holder : null;
}
