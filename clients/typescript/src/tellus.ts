import type { Body, CallInput, CallResult, Method, PathsOf, Result } from "./operation-types.ts";
import type { AssignmentsOf, SearchSpace } from "./search-space.ts";
import { Session } from "./session.ts";
import { readSettings, type TellusOptions } from "./settings.ts";
import { Study } from "./study.ts";
import type { HandedOutTrial } from "./trial.ts";

/** A study as `POST /projects/{project}/studies` takes it, and the project: its name, or its id. */
export type StudyDefinition<Space extends SearchSpace = SearchSpace> = Omit<Body<"study.create">, "search_space"> & {
  readonly project: string;
  readonly search_space: Space;
};

/** One server with one key. */
export class Tellus {
  readonly #session: Session;

  /** Without options: TELLUS_URL and TELLUS_API_KEY, or what `tellus login` wrote down. */
  constructor(options: TellusOptions = {}) {
    this.#session = new Session(readSettings(options));
  }

  /** Opens the study of that name, or creates it: each worker can begin with the same lines. */
  study<const Space extends SearchSpace>(definition: StudyDefinition<Space>): Promise<Study<AssignmentsOf<Space>>>;
  /** A study by its id: all that a worker key needs, which may neither read nor create studies. */
  study<Assignments = HandedOutTrial["assignments"]>(id: string): Promise<Study<Assignments>>;
  async study(wanted: string | StudyDefinition): Promise<Study> {
    await this.#session.open();
    if (typeof wanted === "string") return new Study(this.#session, wanted);
    const { project, ...definition } = wanted;
    const projectId = /^prj_[0-9a-f]{32}$/.test(project) ? project : await this.#openProject(project);
    const path = `/projects/${projectId}/studies?if_exists=return`;
    const { id } = (await this.#post(path, definition)) as Result<"study.create">;
    return new Study(this.#session, id);
  }

  /**
   * Any other operation of the API, typed by its document: `tellus.call("get", "/studies/{study_id}/trials", { path: {
   * study_id }, query: { state: "completed" } })`. Repeated until it is answered; throws a TellusError if it is refused.
   */
  async call<Verb extends Method, Path extends PathsOf<Verb>>(
    method: Verb,
    path: Path,
    input: CallInput<Verb, Path>,
  ): Promise<CallResult<Verb, Path>> {
    const { path: places = {}, query = {}, body } = input as CallParts;
    const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(String(places[name])));
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ).toString();
    const key = method === "post" || method === "patch" ? { key: crypto.randomUUID() } : {};
    const address = search === "" ? filled : `${filled}?${search}`;
    const request = { method: method.toUpperCase(), path: address, body, ...key };
    return (await this.#session.http.insist(request, { ms: this.#session.settings.patienceMs })) as CallResult<
      Verb,
      Path
    >;
  }

  /** Gives trials in hand back and waits, a bounded time, for what is still to be sent. The end of the program does the same. */
  close(): Promise<void> {
    return this.#session.close();
  }

  async #openProject(name: string): Promise<string> {
    const { id } = (await this.#post("/projects?if_exists=return", { name })) as Result<"project.create">;
    return id;
  }

  #post(path: string, body: unknown): Promise<unknown> {
    const request = { method: "POST", path, body, key: crypto.randomUUID() };
    return this.#session.http.insist(request, { ms: this.#session.settings.patienceMs });
  }
}

interface CallParts {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}
