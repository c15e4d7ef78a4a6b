/** One thing of several studies side by side. The first study is what the others are compared with. */
export interface ComparedRow {
  readonly name: string;
  /** A cell per study, in their order. */
  readonly cells: readonly ComparedCell[];
  /** All studies have the same. */
  readonly same: boolean;
}

export interface ComparedCell {
  /** `null`: the study does not have it. */
  readonly text: string | null;
  /** What differs from the first study, in words or as a factor. */
  readonly marks: readonly string[];
}
