import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import manifest from "../../../package.json" with { type: "json" };
import { addDeleteFile } from "./delete-file.ts";
import { addDownloadFile } from "./download-file.ts";
import { addFileStatus, addListFiles } from "./reading.ts";
import type { ToolPorts } from "./tool.ts";
import { addUploadFile } from "./upload-file.ts";

/** The server with its tools. It is not connected yet. */
export const mcpServer = ({ allowDelete, ...ports }: ToolPorts & { allowDelete: boolean }): McpServer => {
  const { roots } = ports.folders;
  const server = new McpServer(
    { name: "malote", title: "Malote", version: manifest.version },
    {
      instructions: `Uploads local files to a Malote service, follows them, and downloads them. Local files can be read and written only in: ${roots.join(", ")}. Files have at most ${ports.maxSize} bytes.`,
    },
  );
  addUploadFile(server, ports);
  addDownloadFile(server, ports);
  addFileStatus(server, ports);
  addListFiles(server, ports);
  if (allowDelete) addDeleteFile(server, ports);
  return server;
};
