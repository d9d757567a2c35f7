import type { Journal } from "../spool/index.ts";
import type { ExitCode, Io } from "./io.ts";

/** What a command gets: its own options are parsed and known. */
export interface Given {
  journal: Journal;
  /** The folder of the relay, absolute. */
  folder: string;
  options: Record<string, string | boolean | undefined>;
  positionals: string[];
  io: Io;
}

export interface Option {
  /** A value, or only the option's name. */
  type: "string" | "boolean";
  /** Such as `ID`, for the help. */
  value?: string;
  help: string;
}

export interface Command {
  /** What follows the name: `ID… | --all`. */
  takes: string;
  /** One line. */
  summary: string;
  /** Paragraphs of the help. */
  details: string;
  options: Record<string, Option>;
  examples: readonly string[];
  /** What exit code 1 means. */
  no?: string;
  run(given: Given): Promise<ExitCode>;
}
