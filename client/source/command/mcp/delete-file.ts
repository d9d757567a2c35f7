import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import * as z from "zod/v4";
import { remove } from "../../core/remove.ts";
import { answer, fileId, type ToolPorts } from "./tool.ts";

/** Adds the tool delete_file. */
export const addDeleteFile = (server: McpServer, { connection }: Pick<ToolPorts, "connection">): void => {
  server.registerTool(
    "delete_file",
    {
      title: "Delete a file",
      description:
        "Deletes one file from the Malote service for good. Local files stay. Ask the person before you call it.",
      inputSchema: z.strictObject({ file_id: fileId }),
      annotations: {
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: false,
        openWorldHint: true,
      },
    },
    ({ file_id }, { signal }) =>
      answer(async () => {
        await remove(await connection(), file_id, { signal });
        return { file_id, status: "deleted" };
      }),
  );
};
