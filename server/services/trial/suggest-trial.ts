import type { z } from "zod";
import type { DrawnAssignments } from "@/lib/contract/record";
import * as contract from "@/lib/contract/suggest";
import { commonSpace, type Distributions } from "@/lib/domain/common-space";
import { isExternal } from "@/lib/domain/external-sampler";
import type { Space } from "@/lib/engine/space/space";
import type { SuggestHead } from "@/server/db/sql/suggest-sql";
import {
  type Question,
  type Suggested,
  spaceOf,
  suggestedOf,
  toExternalMessage,
} from "@/server/engine-host/external-message";
import { suggestOnce } from "@/server/engine-host/suggest-once";
import { projectOf } from "@/server/kernel/actor";
import { AppError, notFound } from "@/server/kernel/app-error";
import { hashJson } from "@/server/kernel/canonical-json";
import type { Context } from "@/server/kernel/context";
import { toUuid } from "@/server/kernel/ids";
import { hotService, type ServiceResult } from "@/server/kernel/service";
import { publishStudyChange } from "@/server/live/study-changes";
import { checkSampler } from "../study/check-sampler";
import { samplerIsOurs } from "../study/external-study";
import { leaseRefusal } from "./lease";

type Input = z.output<typeof contract.suggestTrial.input>;
type Answer = ServiceResult<z.input<typeof contract.suggestTrial.output>>;

/**
 * What a sampler of ours would try in a client's running trial. Nothing but the trial's origin is written: the client writes
 * the values that its objective takes. Whoever asks the same again under the same attempt has the same answer.
 */
export const suggestTrial = hotService(contract.suggestTrial, async (context, input): Promise<Answer> => {
  const { db, actor } = context;
  const { trial_id, attempt } = input;
  const id = toUuid(trial_id);
  const head = await db.suggestHead(id);
  const project = projectOf(actor);
  if (head === null || (project !== null && project !== head.project_id)) throw notFound();
  refuseLost(head, attempt);
  const question = toQuestion(input, head);
  if (Object.keys(question.distributions).length === 0) return nothing(trial_id, "no_common_parameters");
  const asked = hashJson(question).toString("hex", 0, 8);
  const before = suggestedOf(head.origin);
  if (before?.attempt === attempt && before.asked === asked) return answer(trial_id, { question, origin: head.origin });
  const made = await suggestionFor(context, { head, question, asked });
  if (made === undefined) return nothing(trial_id, "space_used_up");
  const origin = { ...made.origin, suggested: { attempt, asked, assignments: made.assignments } satisfies Suggested };
  // The fence once more: somebody else may have been given the trial while the engine computed.
  const isNoted = await db.transaction((tx) => tx.externalTrials.noteOrigin({ trialId: id, attempt, origin }));
  if (!isNoted) throw leaseRefusal({ kind: "lease_lost" });
  publishStudyChange(actor.workspaceId, head.study_id);
  return { ...answer(trial_id, { question, origin }), replayed: false };
});

function refuseLost({ sampler, state, attempt: present }: SuggestHead, attempt: number): void {
  if (!isExternal(sampler)) throw samplerIsOurs(sampler);
  if (state !== "running" && state !== "queued") throw leaseRefusal({ kind: "ended", state });
  if (present !== attempt) throw leaseRefusal({ kind: "lease_lost" });
  if (state === "queued") {
    throw new AppError(
      "state_conflict",
      "The trial waits. Start it (POST /trials/{trial_id}/start), then ask for it.",
      {
        extra: { state },
      },
    );
  }
}

const EMPTY: Space = { parameters: [], constraints: [] };

/** With every option of the sampler; a sampler that cannot serve such a study is refused by name, also while nothing is known. */
function toQuestion(input: Input, head: SuggestHead): Question {
  const distributions = wantedOf(commonSpace(head.drawn), input.parameters);
  const space = Object.keys(distributions).length === 0 ? EMPTY : spaceOf(distributions);
  const { name, ...options } = checkSampler(input.sampler, { space, objectives: head.objectives });
  const seed = input.seed === undefined ? head.seed : String(input.seed);
  return { sampler: { name, options }, distributions, constraints: input.constraints, seed };
}

function wantedOf(common: Distributions, parameters: Input["parameters"]): Distributions {
  if (parameters === undefined) return common;
  const wanted = new Set(parameters);
  return Object.fromEntries(Object.entries(common).filter(([name]) => wanted.has(name)));
}

interface Asked {
  readonly head: SuggestHead;
  readonly question: Question;
  readonly asked: string;
}

/** Undefined where every point of a finite space was tried, or is out. */
async function suggestionFor({ db }: Context, { head, question, asked }: Asked) {
  const { study_id: studyId, number } = head;
  const trials = await db.suggestTrials({ studyId, number, attributes: question.constraints });
  const { suggestions } = await suggestOnce(await toExternalMessage({ head, trials, question, asked }));
  return suggestions[0];
}

function nothing(trial_id: string, reason: contract.NoSuggestionReason): Answer {
  return { output: { trial_id, assignments: {}, origin: null, reason }, replayed: false };
}

function answer(
  trial_id: string,
  { question, origin }: { readonly question: Question; readonly origin: unknown },
): Answer {
  const output = {
    trial_id,
    assignments: withDistributions(question.distributions, suggestedOf(origin)?.assignments ?? {}),
    origin: contract.suggestTrial.output.shape.origin.parse(origin),
    reason: null,
  };
  return { output, replayed: true };
}

function withDistributions(distributions: Distributions, values: Suggested["assignments"]): DrawnAssignments {
  return Object.fromEntries(
    Object.entries(distributions).map(([name, distribution]) => {
      const value = values[name];
      if (value === undefined) throw new Error(`Nothing was suggested for ${name}`);
      return [name, { value, distribution }];
    }),
  );
}
