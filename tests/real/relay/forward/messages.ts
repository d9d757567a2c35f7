/** What a child gets as its only argument, as JSON. */
export interface ChildInput {
  /** The relay's folder. */
  folder: string;
  /** The API. */
  url: string;
  /** The relay's own token. */
  token: string;
  /** The step before which the child kills itself, from 0. */
  killAt?: number;
}

/** What a child prints when everything is completed. */
export interface ChildOutput {
  /** What it did, in order. */
  steps: string[];
}
