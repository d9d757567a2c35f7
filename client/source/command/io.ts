/** What a command has of the world. Tests replace it. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>;
  /** For relative paths, and where the search for a local stack begins. Absolute. */
  cwd: string;
  /** Of profiles and tokens. Absolute. */
  configFolder: string;
  /** A line for the standard output. Returns false if nobody reads it any more. */
  print(line: string): boolean;
  /** A line for the standard error. */
  warn(line: string): void;
  /** Bytes for the standard output. Resolves when more may follow, to false if nobody reads it any more. */
  writeBytes(bytes: Uint8Array): Promise<boolean>;
  /** The standard input. It is opened when it is read. */
  stdin(): AsyncIterable<Uint8Array>;
  /** Where bars are drawn. Undefined if the standard output is no terminal. */
  screen?: Screen | undefined;
  /** Undefined if nobody is there to answer. */
  prompts?: Prompts | undefined;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  now(): number;
}

/** The last lines of the terminal, which change in place. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Replaces what was drawn. An empty text removes it. */
  draw(text: string): void;
}

/** Questions to a person. Each of them throws CommandError `interrupted` if the person leaves. */
export interface Prompts {
  text(question: string, suggested?: string): Promise<string>;
  password(question: string): Promise<string>;
  /** Something to read before the next question. */
  show(text: string): void;
}
