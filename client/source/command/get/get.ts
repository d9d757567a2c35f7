import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Option } from "commander";
import { digestFor } from "../../core/digest.ts";
import { get as getRecord } from "../../core/get.ts";
import { download } from "../../node/download.ts";
import type { FileView } from "../../types/service.ts";
import { Board } from "../bars/board.ts";
import { define } from "../define.ts";
import { reported } from "../errors.ts";
import { CommandError, EXIT, UsageError } from "../exit.ts";
import type { Io } from "../io.ts";
import { outcomes } from "../outcomes.ts";
import { endsAsFolder, isFolderAt } from "../paths.ts";
import { openSession, type Session } from "../session/open-session.ts";
import { safeText } from "../text/text.ts";
import { localName } from "./local-name.ts";

interface Options {
  output?: string;
  force?: boolean;
}

export const get = define<Options>({
  usage: "get <file-id...>",
  summary: "downloads files, and verifies them",
  details:
    "Downloads completed files into this folder, under their own names. The bytes are compared with the checksum that the service verified; a file that differs is not kept. A download that was interrupted continues when the command is run again.",
  examples: [
    ["malote get 0b0e1c1a-…", "into this folder"],
    ["malote get -o copy.jpg 0b0e1c1a-…", "under another name"],
    ["malote get -o downloads 0b0e1c1a-… 77fd02b9-…", "into another folder, which exists"],
    ["malote get -o - 0b0e1c1a-… | tar xz", "to the standard output"],
  ],
  no: "a file was not found, is not completed, differs, or exists here already",
  options: [
    new Option("-o, --output <path>", "a file, a folder that exists, or - for the standard output"),
    new Option("--force", "overwrites files that exist"),
  ],
  run: async ({ args, options: { output, force = false, json, profile }, io }) => {
    const ids = [...new Set(args)];
    const isFolder = await isFolderAt(resolve(io.cwd, output ?? "."));
    if (output === "-" && ids.length > 1) throw new UsageError("-o - takes one file.");
    if (output !== undefined && output !== "-" && !isFolder) {
      if (ids.length > 1)
        throw new UsageError(`${output} is no folder, so it cannot hold ${ids.length} files.`);
      const folder = endsAsFolder(output) ? output : dirname(output);
      if (!(await isFolderAt(resolve(io.cwd, folder))))
        throw new UsageError(`The folder ${folder} does not exist. Create it first.`);
    }
    if (output === "-" && json) throw new UsageError("--json and -o - both need the standard output.");
    const { malote } = await openSession({ profile }, io);
    const results = outcomes(io, json);
    const board = new Board(json || output === "-" ? undefined : io.screen, io.now);
    board.expect({ files: ids.length });
    const written = new Set<string>();
    for (const file_id of ids) {
      try {
        if (output === "-") {
          warnUnverified(await toStdout(malote, file_id, io), io);
          continue;
        }
        const record = await getRecord(malote, file_id, { signal: io.signal });
        const place = output !== undefined && !isFolder ? output : join(output ?? "", localName(record));
        // Two files may have one name.
        const mayReplace = force && !written.has(place);
        const file = await toFile(malote, record, { place, force: mayReplace, board }, io);
        written.add(place);
        const { len, verified } = file;
        results.done(
          { file_id, output: place, len, status: file.status, ...(verified && { verified }) },
          `downloaded  ${file_id}  ${safeText(place)}`,
        );
        warnUnverified(file, io);
      } catch (error) {
        results.failed({ file_id }, file_id, reported(error));
        if (io.signal.aborted) break;
      }
    }
    board.end();
    return results.exit();
  },
});

const exists = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;

const toFile = async (
  malote: Session["malote"],
  record: FileView,
  { place, force, board }: { place: string; force: boolean; board: Board },
  io: Io,
): Promise<FileView> => {
  const path = resolve(io.cwd, place);
  if (!force && (await exists(path)))
    throw new CommandError(
      EXIT.no,
      "exists",
      `${place} exists already. Choose another name with -o, or --force.`,
    );
  const bar = board.file(record.file_name, record.len);
  try {
    const file = await download(malote, record.file_id, {
      signal: io.signal,
      onProgress: ({ bytes }) => bar.at(bytes),
    }).toFile(path, { overwrite: force });
    bar.end(true);
    return file;
  } catch (error) {
    bar.end(false);
    throw error;
  }
};

const toStdout = async (malote: Session["malote"], file_id: string, io: Io): Promise<FileView> => {
  const record = await getRecord(malote, file_id, { signal: io.signal });
  // head may have ended.
  for await (const piece of download(malote, file_id, { signal: io.signal }).stream())
    if (!(await io.writeBytes(piece))) break;
  return record;
};

/** Files from other clients may have a checksum that the SDK does not compute. */
const warnUnverified = ({ file_id, verified, checksum }: FileView, io: Io): void => {
  const algorithm = (verified ?? checksum)?.algorithm;
  if (algorithm !== undefined && digestFor(algorithm)) return;
  const why =
    algorithm === undefined ? "the service has no checksum of it" : `its checksum is a ${algorithm}`;
  io.warn(`${file_id} was not compared: ${why}.`);
};
