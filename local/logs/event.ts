/** One line of a log, written by a function or by Lambda. */
export interface LogLine {
  /** Milliseconds since 1970. */
  at: number;
  text: string;
}

/** The lines that one invocation of a function logged, in order. */
export interface Invocation {
  /** The function's name in the template, in small letters: upload, mover. */
  name: string;
  lines: LogLine[];
}
