/** One line that a function wrote, or the platform about it. */
export interface LogLine {
  /** Milliseconds since 1970. */
  at: number;
  text: string;
}

/** What one invocation of a function logged, in order. */
export interface Invocation {
  /** As in the template, in small letters: upload, mover. */
  name: string;
  lines: LogLine[];
}
