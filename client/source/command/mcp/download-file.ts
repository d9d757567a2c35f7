import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import * as z from "zod/v4";
import { digestFor } from "../../core/digest.ts";
import { get } from "../../core/get.ts";
import { download, partOf } from "../../node/download.ts";
import type { FileView } from "../../types/service.ts";
import { CommandError, EXIT } from "../exit.ts";
import { localName } from "../get/local-name.ts";
import { endsAsFolder, isFolderAt } from "../paths.ts";
import { type Folders, notAllowed } from "./folders.ts";
import { answer, checkSize, fileId, progressOf, type ToolPorts } from "./tool.ts";

const Arguments = z.strictObject({
  file_id: fileId,
  to: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Where to write the file: a path, or a folder that exists. Absolute, or from the first folder of the server. Default: that folder, under the file's own name",
    ),
  overwrite: z.boolean().default(false).describe("Whether a file that exists there may be replaced"),
});

/** Adds the tool download_file. */
export const addDownloadFile = (server: McpServer, { folders, maxSize, connection }: ToolPorts): void => {
  server.registerTool(
    "download_file",
    {
      title: "Download a file",
      description:
        "Downloads a completed file of the Malote service to the local disk, compares its bytes with the verified checksum, and returns the path. It never replaces a file unless overwrite is true. An interrupted download continues when the call is repeated.",
      inputSchema: Arguments,
      annotations: {
        readOnlyHint: false,
        // With overwrite.
        destructiveHint: true,
        idempotentHint: true,
        openWorldHint: true,
      },
    },
    ({ file_id, to, overwrite }, extra) =>
      answer(async () => {
        // Before any request, so that the service never learns of a path that is not allowed.
        const asked = await folders.resolve(to ?? ".");
        const malote = await connection();
        const record = await get(malote, file_id, { signal: extra.signal });
        checkSize(record.file_name, record.len, maxSize);
        if (to && endsAsFolder(to) && !(await isFolderAt(asked))) throw noFolder(asked);
        const place = await placeFor(folders, asked, record);
        if (!overwrite && (await lstat(place).catch(() => undefined))) throw exists(place);
        const { len, verified, checksum } = await download(malote, file_id, {
          signal: extra.signal,
          onProgress: progressOf(extra),
        }).toFile(place, { overwrite });
        const algorithm = (verified ?? checksum)?.algorithm;
        const compared = algorithm !== undefined && digestFor(algorithm) !== undefined;
        return { file_id, saved_to: place, len, compared };
      }),
  );
};

/** The path of the new file. @throws CommandError `not-allowed` */
const placeFor = async (folders: Folders, asked: string, record: FileView): Promise<string> => {
  const isFolder = await isFolderAt(asked);
  // What is there under the file's name may be a symbolic link.
  const place = isFolder ? await folders.resolve(join(asked, localName(record))) : asked;
  if (await isFolderAt(place)) throw notAllowed(`${place} is a folder. Name a file.`);
  if (!(await isFolderAt(dirname(place)))) throw noFolder(dirname(place));
  const part = partOf(place, record.file_id);
  const found = await lstat(part).catch(() => undefined);
  if (found && !found.isFile()) throw notAllowed(`${part} is in the way. Choose another name.`);
  return place;
};

const noFolder = (path: string): CommandError =>
  notAllowed(`The folder ${path} does not exist. Choose one that exists.`);

const exists = (place: string): CommandError =>
  new CommandError(
    EXIT.no,
    "exists",
    `${place} exists already. Choose another name, or set overwrite if the person agrees.`,
  );
