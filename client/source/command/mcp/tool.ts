import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import type { CallToolResult, ServerNotification, ServerRequest } from "@modelcontextprotocol/sdk/types.js";
import * as z from "zod/v4";
import type { Malote } from "../../types/connection.ts";
import { reported } from "../errors.ts";
import { CommandError, EXIT } from "../exit.ts";
import type { Folders } from "./folders.ts";

/** What the tools work with. */
export interface ToolPorts {
  folders: Folders;
  /** Bytes. */
  maxSize: number;
  /** The connection of whoever is signed in now. @throws CommandError with advice for the person */
  connection(): Promise<Malote>;
}

export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Ids of the service. They become parts of URLs and of file names, so nothing else may be in them. */
export const fileId = z
  .string()
  .regex(/^[\w-]{1,64}$/, "It must be the file_id of a file, from upload_file or list_files.")
  .describe("The file_id of a file, from upload_file or list_files");

/** The result of a tool: JSON, or an error with its code and with what to do. */
export const answer = async (work: () => Promise<object>): Promise<CallToolResult> => {
  try {
    const result = await work();
    return {
      content: [{ type: "text", text: JSON.stringify(result) }],
      structuredContent: { ...result },
    };
  } catch (error) {
    const { code, message } = reported(error);
    return { content: [{ type: "text", text: `${message} (${code})` }], isError: true };
  }
};

/** @throws CommandError `too-large` */
export const checkSize = (what: string, bytes: number, maxSize: number): void => {
  if (bytes <= maxSize) return;
  const message = `${what} has ${bytes} bytes. This server allows ${maxSize} (--max-size). Ask the person.`;
  throw new CommandError(EXIT.no, "too-large", message);
};

/** Reports progress to a client that asked for it. Many clients wait longer while there is progress. */
export const progressOf =
  ({ _meta, sendNotification }: Extra) =>
  ({ bytes, totalBytes }: { bytes: number; totalBytes?: number | undefined }): void => {
    const progressToken = _meta?.progressToken;
    if (progressToken === undefined) return;
    const params = { progressToken, progress: bytes, ...(totalBytes !== undefined && { total: totalBytes }) };
    // The client may be gone. The result then has nobody either.
    sendNotification({ method: "notifications/progress", params }).catch(() => {});
  };
