import { lstat } from "node:fs/promises";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import * as z from "zod/v4";
import { status } from "../../core/status.ts";
import { waitFor } from "../../core/wait-for.ts";
import { FileFailed } from "../../errors/file-failed.ts";
import { MaloteError } from "../../errors/malote-error.ts";
import type { Malote } from "../../types/connection.ts";
import type { StatusView } from "../../types/service.ts";
import { CommandError, EXIT } from "../exit.ts";
import { serviceFolder } from "../paths.ts";
import { sendEntry } from "../put/send-entry.ts";
import { entryOf } from "../put/walk.ts";
import { notAllowed } from "./folders.ts";
import { answer, checkSize, progressOf, type ToolPorts } from "./tool.ts";

/** Seconds. Clients of the protocol often end a call after 60. */
const WAIT = 20;

const Arguments = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe("The path of one regular file, absolute or from the first folder of the server"),
  name: z.string().min(1).optional().describe("Another name in the service. Default: that of the file"),
  path: z.string().min(1).optional().describe("A folder to list the file by, such as trips/2026"),
  tags: z.record(z.string(), z.string()).optional().describe("Up to 10 short labels"),
  type: z.string().min(1).optional().describe("A media type. Default: by the extension of the name"),
  wait_seconds: z
    .number()
    .int()
    .min(0)
    .max(600)
    .default(WAIT)
    .describe("How long to wait after the upload until the service has verified and stored the file"),
});

/** Adds the tool upload_file. */
export const addUploadFile = (server: McpServer, { folders, maxSize, connection }: ToolPorts): void => {
  server.registerTool(
    "upload_file",
    {
      title: "Upload a file",
      description:
        "Uploads a local file to the Malote service and returns its file_id and status. The same call for an unchanged file finds what was uploaded before and sends nothing again, so it can be repeated after an error. With the status completed the file is verified and stored; with another one, call file_status later.",
      inputSchema: Arguments,
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: true,
      },
    },
    ({ file, name, path, tags, type, wait_seconds }, extra) =>
      answer(async () => {
        const place = await folders.resolve(file);
        const found = await lstat(place, { bigint: true }).catch(() => undefined);
        if (!found) throw new CommandError(EXIT.no, "no-such-file", `${file} does not exist.`);
        const entry = await entryOf(place, file, found);
        if (entry.kind !== "file") throw notAllowed(`${file} is no regular file. Name one file.`);
        checkSize(file, entry.size, maxSize);
        const folder = serviceFolder(path);
        const malote = await connection();
        const sent = await sendEntry(
          malote,
          { ...entry, name: name ?? entry.name },
          { path: folder, tags, type, byContent: false, again: false, signal: extra.signal },
          (bytes) => progressOf(extra)({ bytes, totalBytes: entry.size }),
        );
        const { file_id, file_name, len, checksum, wasThere = false } = sent.file;
        const now = await statusAfter(malote, file_id, wait_seconds, extra.signal);
        return {
          ...now,
          file_id,
          file_name,
          len,
          checksum,
          was_there_already: wasThere,
          ...(folder && { path: folder }),
        };
      }),
  );
};

/** The status after at most these seconds. @throws CommandError `file-failed` */
const statusAfter = async (
  malote: Malote,
  file_id: string,
  seconds: number,
  signal: AbortSignal,
): Promise<StatusView> => {
  try {
    if (seconds > 0) return await waitFor(malote, file_id, { signal, timeout: seconds * 1000 });
  } catch (error) {
    if (error instanceof FileFailed)
      throw new CommandError(EXIT.no, error.code, `${error.message} Its file_id is ${file_id}.`);
    if (!(error instanceof MaloteError && error.code === "wait-timeout")) throw error;
  }
  return status(malote, file_id, { signal });
};
