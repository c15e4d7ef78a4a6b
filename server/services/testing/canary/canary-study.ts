import { randomBytes } from "node:crypto";
import type pg from "pg";
import { type SharePart, shareParts } from "@/lib/contract/share";
import { hashShareSecret, newShareSecret } from "@/server/auth/share-secret";
import { CanaryPlanter } from "./canary-planter";

export interface CanaryStudy {
  readonly planter: CanaryPlanter;
  /** The secret of a link that shows all it can. */
  readonly showsAll: string;
  /** The secret of a link that shows what every link does, under a title. */
  readonly showsLeast: string;
}

/** Where the canaries stand that each link shows. Everything else is nobody's business. */
export const SHOWN = {
  always: [
    "study.objectives.metric",
    "study.max_trials",
    "study.created_at",
    "told trial.number",
    "failed trial.number",
    "running trial.number",
    "told value.value",
    // The last activity; when single trials ran is not shown.
    "running trial.started_at",
  ],
  byPart: {
    parameters: [
      ...["space.range.name", "space.choice.name", "space.fixed.name"],
      ...["told trial.assignments.choice", "space.fixed.value"],
    ],
    // Of one trial the table says nothing that the best trial does not.
    trials: [],
    search_space: [
      ...["space.range.name", "space.choice.name", "space.fixed.name"],
      ...["space.range.high", "space.choice.other", "told trial.assignments.choice", "space.fixed.value"],
    ],
    tags: ["study.tags"],
  } satisfies Readonly<Record<SharePart, readonly string[]>>,
  named: ["study.name"],
  titled: ["least link.title"],
};

interface Planted {
  readonly planter: CanaryPlanter;
  readonly tenant: { readonly workspace_id: unknown };
  readonly ofStudy: { readonly workspace_id: unknown; readonly study_id: unknown };
  readonly metric: string;
}

/**
 * A workspace with one study, of which every stored field holds a canary: names, texts, metadata, ids, numbers, times, of people,
 * keys, trials, workers and everything around them.
 */
export async function plantCanaryStudy(admin: pg.ClientBase): Promise<CanaryStudy> {
  const planter = new CanaryPlanter(admin);
  const tenant = await plantPeople(planter);
  const project = await planter.row("project", tenant);
  const metric = planter.text("study.objectives.metric");
  const study = await planter.row("study", {
    ...tenant,
    project_id: project.id,
    state: "finished",
    state_reason: "budget",
    archived_at: null,
    objectives: JSON.stringify([{ metric, direction: "maximize" }]),
    outcome_constraints: JSON.stringify([{ metric: planter.text("study.outcome_constraints.metric"), lte: 1 }]),
    sampler: JSON.stringify({ name: planter.text("study.sampler.name"), option: planter.text("study.sampler.option") }),
    budget_used: 3,
    exhausted: null,
    space_revision: 1,
  });
  const planted = { planter, tenant, ofStudy: { ...tenant, study_id: study.id }, metric };
  const assignments = await plantSpace(planted);
  await plantWarmStart(planted);
  await plantTrials(planted, assignments);
  await plantEngine(planted);
  await planter.row("event", { ...planted.ofStudy, project_id: project.id });
  await planter.row("webhook", { ...tenant, project_id: project.id, state: "enabled" });
  await planter.row("webhook_delivery", { ...tenant, state: "dead" });
  const link = async (label: string, given: { readonly shows: readonly SharePart[]; readonly title?: null }) => {
    const secret = newShareSecret();
    const times = {
      created_at: new Date(),
      expires_at: new Date(Date.now() + 864e5),
      revoked_at: null,
      last_opened_at: null,
    };
    await planter.row(
      "share_link",
      { ...planted.ofStudy, ...times, ...given, secret_hash: hashShareSecret(secret) },
      label,
    );
    return secret;
  };
  return {
    planter,
    showsAll: await link("full link", { shows: shareParts, title: null }),
    showsLeast: await link("least link", { shows: [] }),
  };
}

async function plantPeople(planter: CanaryPlanter): Promise<Planted["tenant"]> {
  const person = await planter.row("person");
  await planter.row("session", { person_id: person.id });
  await planter.row("identity", { person_id: person.id, provider: "github" });
  const workspace = await planter.row("workspace", { slug: planter.slug("workspace.slug") });
  const tenant = { workspace_id: workspace.id };
  await planter.row("membership", { ...tenant, person_id: person.id, role: "owner" });
  await planter.row("api_key", { ...tenant, kind: "svc", project_id: null, created_by: person.id });
  await planter.row("invitation", { ...tenant, role: "member", accepted_at: null, accepted_by: null });
  await planter.row("audit_event", { ...tenant, actor_id: person.id });
  await planter.row("idempotency_record", tenant);
  await planter.row("outbox", tenant);
  return tenant;
}

/** Gives assignments that use it. */
async function plantSpace({ planter, ofStudy }: Planted): Promise<Readonly<Record<string, unknown>>> {
  const [range, choice, fixed] = [
    planter.text("space.range.name"),
    planter.text("space.choice.name"),
    planter.text("space.fixed.name"),
  ];
  const chosen = planter.text("told trial.assignments.choice");
  const other = planter.text("space.choice.other");
  const value = planter.text("space.fixed.value");
  const high = planter.int("space.range.high");
  const space = {
    [choice]: { type: "categorical", choices: [chosen, other], weights: [1, planter.int("space.choice.weight")] },
    [range]: {
      type: "float",
      low: 0,
      high,
      default: planter.float("space.range.default"),
      prior: { type: "normal", mean: planter.float("space.range.prior"), sd: 1 },
      when: { [choice]: [chosen] },
    },
    [fixed]: { type: "fixed", value },
  };
  await planter.row("space_revision", {
    ...ofStudy,
    revision: 1,
    search_space: JSON.stringify(space),
    constraints: JSON.stringify([{ linear: { [range]: 1 }, lte: planter.int("space_revision.constraints.lte") }]),
  });
  return { [choice]: chosen, [range]: 0.5, [fixed]: value };
}

async function plantTrials({ planter, tenant, ofStudy, metric }: Planted, assignments: object): Promise<void> {
  const trial = (state: string, label: string, given: Readonly<Record<string, unknown>>) =>
    planter.row(
      "trial",
      {
        ...ofStudy,
        state,
        source: "enqueue",
        assignments: JSON.stringify(assignments),
        verdict: "continue",
        priority: 2,
        lease_until: null,
        // Of no group: the study's best is a trial.
        repeat_group: null,
        ...given,
      },
      label,
    );
  const told = await trial("completed", "told trial", { feasible: true });
  const ofTrial = { ...tenant, trial_id: told.id };
  const lines = { verdict_reason: JSON.stringify({ why: planter.text("failed trial.verdict_reason") }) };
  await trial("failed", "failed trial", {
    ...lines,
    assignments: JSON.stringify({ a: planter.text("failed trial.a") }),
  });
  await trial("running", "running trial", {
    assignments: JSON.stringify({ a: planter.text("running trial.a") }),
    lease_until: new Date(Date.now() + 864e5),
    finished_at: null,
  });
  const value = {
    ...ofTrial,
    study_id: ofStudy.study_id,
    trial_number: told.number,
    value_kind: "finite",
    current: true,
  };
  await planter.row("observation_value", { ...value, metric, rankable: true }, "told value");
  await planter.row("observation_value", { ...value, rankable: true }, "another value");
  await planter.row("attempt", { ...ofTrial, study_id: ofStudy.study_id });
  await planter.row("measurement", { ...ofTrial, metric, value_kind: "finite" });
  await planter.row("checkpoint", ofTrial);
  const file = { kind: "file", state: "pending", finalized_at: null, created_kind: "person", sha256: randomBytes(32) };
  await planter.row("artifact", { ...ofTrial, ...file, study_id: ofStudy.study_id });
  await planter.row("rung_result", { ...ofTrial, study_id: ofStudy.study_id });
  await planter.row("promotion", { ...ofTrial, study_id: ofStudy.study_id });
  await planter.row("race_decision", { ...ofStudy, group_id: told.id, decision: "eliminated" });
  await planter.row("parallel_slot", { ...ofStudy, trial_id: told.id });
  await planter.row("history", { ...ofStudy, trial_id: told.id });
}

async function plantWarmStart({ planter, tenant, ofStudy }: Planted): Promise<void> {
  const settings = { objectives: "[]", outcome_constraints: "[]", sampler: "{}", space_revision: 1 };
  const ended = { state: "finished", state_reason: "budget", archived_at: null, exhausted: null, budget_used: 0 };
  const source = await planter.row("study", { ...tenant, ...settings, ...ended }, "source study");
  const results = [{ assignments: { a: planter.text("warm_start.assignments.a") }, values: {} }];
  await planter.row("warm_start", {
    ...ofStudy,
    source_study_id: source.id,
    position: 0,
    results: JSON.stringify(results),
    result_count: 1,
  });
}

async function plantEngine({ planter, ofStudy }: Planted): Promise<void> {
  for (const table of ["rung", "engine_lease", "engine_call"]) await planter.row(table, ofStudy);
  const changes = JSON.stringify([{ kind: "decided", why: planter.text("schedule_log.changes") }]);
  await planter.row("schedule_log", { ...ofStudy, seq: 1, changes });
}
