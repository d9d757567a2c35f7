import { readArguments } from "../../tools/command/arguments.ts";
import { wholeNumber } from "../report/values.ts";

const MIB = 1024 ** 2;

export interface Options {
  rounds: number;
  fileBytes: number;
  /** The limit of each connection to S3, in kB/s. */
  connectionKb: number;
  /** How much later each response of S3, of the API and of the signer arrives. */
  latencyMs: number;
}

export const optionsHelp = `  --rounds N         rounds of each measurement (3); the medians are reported
  --file-mib N       the file, in MiB (128)
  --connection-mb N  limit of each connection to S3, in MB/s (5)
  --latency-ms N     how much later each response arrives, in milliseconds (40)`;

/** @throws Trouble (exit code 2) for an option or a value that is not valid */
export const readOptions = (args: string[]): Options => {
  const { values } = readArguments("npm run bench -- uppy", {
    args,
    options: {
      rounds: { type: "string", default: "3" },
      "file-mib": { type: "string", default: "128" },
      "connection-mb": { type: "string", default: "5" },
      "latency-ms": { type: "string", default: "40" },
    },
  });
  return {
    rounds: wholeNumber("--rounds", values.rounds),
    fileBytes: MIB * wholeNumber("--file-mib", values["file-mib"]),
    connectionKb: 1000 * wholeNumber("--connection-mb", values["connection-mb"]),
    latencyMs: wholeNumber("--latency-ms", values["latency-ms"]),
  };
};
