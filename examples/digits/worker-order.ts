import type { Settings } from "./settings";

/** The one message a worker process gets from its parent. */
export type WorkerOrder = { readonly settings: Settings; readonly studyId: string; readonly workerId: string };

/** Exit code of a worker whom Tellus refused or did not answer for minutes: starting it again would not help. */
export const GAVE_UP = 3;
