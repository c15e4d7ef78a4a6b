/** What a sampler of ours is told of a study whose trials a client makes. */
import type { Distributions } from "@/lib/domain/common-space";
import { Prisma } from "@/server/generated/prisma/client";
import type { EngineHead, ToldTrial } from "./producer-functions";

export interface SuggestHead extends Pick<EngineHead, "objectives" | "sampler" | "seed" | "max_trials"> {
  readonly study_id: string;
  readonly project_id: string;
  readonly number: number;
  readonly state: string;
  readonly attempt: number;
  readonly origin: unknown;
  /** What completed trials drew from, each set of distributions once. */
  readonly drawn: readonly Distributions[];
}

export interface SuggestTrial extends Pick<ToldTrial, "number" | "state" | "assignments" | "values"> {
  readonly attempt: number;
  readonly origin: unknown;
  readonly cost: number | null;
  /** Those that were asked for. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface SuggestTrialsQuery {
  readonly studyId: string;
  /** Of every other trial. */
  readonly number: number;
  readonly attributes: readonly string[];
}

export function suggestHead(workspaceId: string, trialId: string): Prisma.Sql {
  return Prisma.sql`
    select t.study_id, s.project_id, t.number, t.state, t.attempt, t.origin, s.sampler, s.objectives, s.seed::text as seed, s.max_trials,
           (select coalesce(json_agg(d.drawn::json order by d.first), '[]') from (
              select coalesce(c.distributions::text, '{}') as drawn, min(c.number) as first from trial c
               where c.workspace_id = t.workspace_id and c.study_id = t.study_id and c.state = 'completed' group by 1) d) as drawn
      from trial t join study s on s.workspace_id = t.workspace_id and s.id = t.study_id
     where t.workspace_id = ${workspaceId}::uuid and t.id = ${trialId}::uuid and (t.attempt > 0 or t.source <> 'engine')`;
}

/** In the order in which they ended, so that what is new comes last; those that have not ended after them. */
export function suggestTrials(workspaceId: string, { studyId, number, attributes }: SuggestTrialsQuery): Prisma.Sql {
  return Prisma.sql`
    select t.number, t.state, t.attempt, t.assignments, t.origin, t.cost,
           coalesce((select json_object_agg(v.metric, json_build_object('value', v.value, 'kind', v.value_kind)) from observation_value v
                      where v.workspace_id = t.workspace_id and v.trial_id = t.id and v.current), '{}') as values,
           case when cardinality(${attributes}::text[]) = 0 then '{}'::json
                else coalesce((select json_object_agg(a.key, a.value) from jsonb_each(t.attributes) a where a.key = any (${attributes}::text[])), '{}')
           end as attributes
      from trial t
     where t.workspace_id = ${workspaceId}::uuid and t.study_id = ${studyId}::uuid and t.number <> ${number}::int
     order by t.finished_at nulls last, t.number`;
}
