import { readArguments } from "../../tools/command/arguments.ts";
import { chosen, wholeNumber } from "../report/values.ts";
import { PEERS, type PeerName } from "./peers/index.ts";

const MIB = 1024 ** 2;

const SECTIONS = ["capped", "hedging", "memory", "small"] as const;
export type Section = (typeof SECTIONS)[number];

export interface Options {
  rounds: number;
  sections: Section[];
  peers: PeerName[];
  connections: number;
  /** The limit of each connection, in kB/s. */
  connectionKb: number;
  /** The file of `capped` and `hedging`. */
  fileBytes: number;
  /** The large file of `memory`. */
  largeBytes: number;
  /** The number of small files. */
  files: number;
  /** How much later each response arrives in `small`. */
  latencyMs: number;
}

export const optionsHelp = `  --rounds N         rounds of each measurement (3); the medians are reported
  --only SECTION     runs only these, separated by commas: ${SECTIONS.join(", ")}
  --peers PEER       compares only with these, separated by commas: ${PEERS.join(", ")}
  --connections N    connections of each contender (10)
  --connection-mb N  limit of each connection in capped and hedging, in MB/s (20)
  --file-mib N       the file of capped and hedging, in MiB (512)
  --large-mib N      the large file of memory, in MiB (10240); so much space is needed in the folder for temporary files
  --files N          files of small (1000)
  --latency-ms N     how much later each response arrives in small, in milliseconds (20)`;

/** @throws Trouble (exit code 2) for an option or a value that is not valid */
export const readOptions = (args: string[]): Options => {
  const { values } = readArguments("npm run bench -- client", {
    args,
    options: {
      rounds: { type: "string", default: "3" },
      only: { type: "string", default: SECTIONS.join(",") },
      peers: { type: "string", default: PEERS.join(",") },
      connections: { type: "string", default: "10" },
      "connection-mb": { type: "string", default: "20" },
      "file-mib": { type: "string", default: "512" },
      "large-mib": { type: "string", default: "10240" },
      files: { type: "string", default: "1000" },
      "latency-ms": { type: "string", default: "20" },
    },
  });
  return {
    rounds: wholeNumber("--rounds", values.rounds),
    sections: chosen("--only", values.only, SECTIONS),
    peers: chosen("--peers", values.peers, PEERS),
    connections: wholeNumber("--connections", values.connections),
    connectionKb: 1000 * wholeNumber("--connection-mb", values["connection-mb"]),
    fileBytes: MIB * wholeNumber("--file-mib", values["file-mib"]),
    largeBytes: MIB * wholeNumber("--large-mib", values["large-mib"]),
    files: wholeNumber("--files", values.files),
    latencyMs: wholeNumber("--latency-ms", values["latency-ms"]),
  };
};
