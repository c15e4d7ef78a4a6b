import path from "node:path";
import type { FigureContext } from "../figure";
import { HttpClient } from "./http-client";
import type { Insistence, Tally } from "./insist";
import { type Entry, Ledger, readLedger } from "./ledger";
import { createStudy, type StudyRequest } from "./studies";
import { type LoopOptions, trainingLoop } from "./training-loop";

/** Many clients with one book: what a figure puts its load on with. */
export class Crowd {
  readonly tally: Tally = new Map();
  readonly studies: string[] = [];
  readonly client: HttpClient;

  private constructor(
    private readonly context: Pick<FigureContext, "stage">,
    readonly ledger: Ledger,
  ) {
    this.client = new HttpClient(context.stage.apiKey);
  }

  static async open(context: Pick<FigureContext, "stage" | "scratch">): Promise<Crowd> {
    const file = path.join(context.scratch, `${process.hrtime.bigint()}.ledger`);
    return new Crowd(context, await Ledger.open(file));
  }

  /** Results that were acknowledged and are in the book. */
  get told(): number {
    return this.ledger.told;
  }

  /** Tries go to one replica after the other. */
  get everywhere(): Insistence {
    let turn = Math.floor(Math.random() * 1000);
    const { client, tally } = this;
    return {
      client,
      tally,
      origin: () => {
        const { origins } = this.context.stage;
        turn += 1;
        return origins[turn % origins.length] ?? "http://127.0.0.1:1";
      },
    };
  }

  async createStudy(request: StudyRequest, way: Insistence = this.everywhere): Promise<string> {
    const study = await createStudy({ ...way, projectId: this.context.stage.projectId }, request);
    this.studies.push(study);
    return study;
  }

  loopOptions(worker: string, study: string, more: Partial<LoopOptions> = {}): LoopOptions {
    return { ...this.everywhere, ledger: this.ledger, worker, study, ...more };
  }

  /** So many training loops on one study. They end with it. */
  train(study: string, workers: number, more: Partial<LoopOptions> = {}): Promise<void>[] {
    return Array.from({ length: workers }, (_, index) =>
      trainingLoop(this.loopOptions(`${study} ${index}`, study, more)),
    );
  }

  /** The book, from the disk; ends the crowd. */
  async close(): Promise<Entry[]> {
    await this.ledger.close();
    this.client.close();
    return readLedger(this.ledger.file);
  }

  /** Tries by how they ended, for the report. */
  get counts(): Record<string, number> {
    return Object.fromEntries([...this.tally].map(([status, number]) => [`status ${status}`, number]));
  }
}

/** Works through all items, so many at a time. */
export async function inParallel<Item>(
  items: Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
