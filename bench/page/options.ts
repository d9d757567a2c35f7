import { readArguments } from "../../tools/command/arguments.ts";
import { wholeNumber } from "../report/values.ts";

export interface Options {
  runs: number;
  files: number;
  /** Of the list that is scrolled. */
  rows: number;
  /** How many times as slow as this machine the page's processor is. */
  slowdown: number;
  /** Of the line in each direction, in bit/s. */
  bitsPerSecond: number;
  /** Of the line, in milliseconds for each request. */
  latencyMs: number;
}

export const optionsHelp = `  --runs N        runs of each measurement of the page (5); the medians are reported
  --files N       files that are dropped at once (100)
  --rows N        files of the list that is scrolled (10000)
  --slowdown N    how many times as slow as this machine the page's processor is (4)
  --line-mbit N   the line in each direction, in Mbit/s (10)
  --latency-ms N  the latency of each request, in milliseconds (40)`;

/** @throws Trouble (exit code 2) for an option or a value that is not valid */
export const readOptions = (args: string[]): Options => {
  const { values } = readArguments("npm run bench -- page", {
    args,
    options: {
      runs: { type: "string", default: "5" },
      files: { type: "string", default: "100" },
      rows: { type: "string", default: "10000" },
      slowdown: { type: "string", default: "4" },
      "line-mbit": { type: "string", default: "10" },
      "latency-ms": { type: "string", default: "40" },
    },
  });
  return {
    runs: wholeNumber("--runs", values.runs),
    files: wholeNumber("--files", values.files),
    rows: wholeNumber("--rows", values.rows),
    slowdown: wholeNumber("--slowdown", values.slowdown),
    bitsPerSecond: 1e6 * wholeNumber("--line-mbit", values["line-mbit"]),
    latencyMs: wholeNumber("--latency-ms", values["latency-ms"]),
  };
};
