import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { TellusOptions } from "../settings.ts";
import type { Study } from "../study.ts";
import { Tellus } from "../tellus.ts";
import { FINISHED, given, handedOut, ScriptedServer, type Seen } from "./scripted-server.ts";

export const STUDY_ID = `std_${"0".repeat(32)}`;

export interface ScriptedStudy {
  readonly server: ScriptedServer;
  readonly tellus: Tellus;
  readonly study: Study<{ readonly x: number }>;
  /** What a person was told. */
  readonly log: string[];
  readonly spool: string;
}

/** A study on a scripted server, with a spool of its own; both are gone after the test. */
export async function scriptedStudy(
  script: (server: ScriptedServer) => unknown = () => undefined,
  options: TellusOptions = {},
): Promise<ScriptedStudy> {
  const server = await ScriptedServer.open();
  script(server);
  const spool = options.spool ?? (await mkdtemp(join(tmpdir(), "tellus-client-")));
  const log: string[] = [];
  const tellus = new Tellus({
    url: server.url,
    apiKey: "tellus_test_secret",
    answerWaitMs: 1000,
    exitWaitMs: 0,
    ...options,
    spool,
    log: (message) => void log.push(message),
  });
  onTestFinished(async () => {
    await tellus.close();
    server.close();
    await rm(spool, { recursive: true, force: true });
  });
  return { server, tellus, study: await tellus.study<{ readonly x: number }>(STUDY_ID), log, spool };
}

/** Waits until something holds; the test's own limit ends what never does. */
export async function until(holds: () => unknown): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The different values of something among what was sent. */
export const distinct = (seen: readonly Seen[], of: (one: Seen) => unknown) =>
  new Set(seen.map((one) => JSON.stringify(of(one))));
export const stepsOf = (seen: readonly Seen[]) =>
  seen.flatMap(({ body }) => (body as { steps: { step: number }[] }).steps.map(({ step }) => step));

/** The same with a trial in hand. */
export async function inHand(...arrange: Parameters<typeof scriptedStudy>) {
  const [script, options] = arrange;
  const scene = await scriptedStudy((server) => {
    server.on("POST ask", given(handedOut(1)), FINISHED);
    script?.(server);
  }, options);
  const trial = await scene.study.ask();
  if (trial === null) throw new Error("a trial was scripted");
  return { ...scene, trial };
}
