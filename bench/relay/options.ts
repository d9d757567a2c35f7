import { readArguments } from "../../tools/command/arguments.ts";
import { chosen, wholeNumber } from "../report/values.ts";

const MIB = 1024 ** 2;

export const SECTIONS = ["stream", "spool", "small", "memory", "slow"] as const;
export type Section = (typeof SECTIONS)[number];

export interface Options {
  rounds: number;
  sections: Section[];
  connections: number;
  /** The file of `stream`. */
  streamBytes: number;
  /** The file of `spool`. */
  spoolBytes: number;
  /** The large file of `memory`. */
  largeBytes: number;
  /** The files of `small`. */
  files: number;
  /** The clients of `slow`. */
  clients: number;
}

export const optionsHelp = `  --rounds N       rounds of stream, spool and small (5); the medians are reported
  --only SECTION   runs only these, separated by commas: ${SECTIONS.join(", ")}
  --connections N  connections to S3 of each contender (4)
  --stream-mib N   the file of stream, in MiB (512)
  --spool-mib N    the file of spool, in MiB (256)
  --large-mib N    the large file of memory, in MiB (10240); S3 needs as much space in the folder for temporary files
  --files N        files of small (2000)
  --clients N      clients of slow (200)`;

/** @throws Trouble (exit code 2) for an option or a value that is not valid */
export const readOptions = (args: string[]): Options => {
  const { values } = readArguments("npm run bench -- relay", {
    args,
    options: {
      rounds: { type: "string", default: "5" },
      only: { type: "string", default: SECTIONS.join(",") },
      connections: { type: "string", default: "4" },
      "stream-mib": { type: "string", default: "512" },
      "spool-mib": { type: "string", default: "256" },
      "large-mib": { type: "string", default: "10240" },
      files: { type: "string", default: "2000" },
      clients: { type: "string", default: "200" },
    },
  });
  return {
    rounds: wholeNumber("--rounds", values.rounds),
    sections: chosen("--only", values.only, SECTIONS),
    connections: wholeNumber("--connections", values.connections),
    streamBytes: MIB * wholeNumber("--stream-mib", values["stream-mib"]),
    spoolBytes: MIB * wholeNumber("--spool-mib", values["spool-mib"]),
    largeBytes: MIB * wholeNumber("--large-mib", values["large-mib"]),
    files: wholeNumber("--files", values.files),
    clients: wholeNumber("--clients", values.clients),
  };
};
