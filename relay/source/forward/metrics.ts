import type { LineState } from "./line.ts";

/** What the forwarder counts. All members are called after the journal has it. */
export interface ForwardMetrics {
  /** The service accepted the bytes of a file. */
  sent(bytes: number): void;
  /** A file is verified and stored. `ms`: since the relay accepted it. */
  completed(bytes: number, ms: number): void;
  /** An attempt failed, and the file is sent again later. */
  failed(code: string): void;
  parked(code: string): void;
  /** Sending and following are tried apart, because sending needs S3, too. Called with each change. */
  line(work: Work, state: LineState): void;
}

export type Work = "send" | "follow";

export const noMetrics: ForwardMetrics = {
  sent: () => {},
  completed: () => {},
  failed: () => {},
  parked: () => {},
  line: () => {},
};
