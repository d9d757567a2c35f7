import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { onTestFinished } from "vitest";
import { foldersAt } from "../source/command/mcp/folders.ts";
import { mcpServer } from "../source/command/mcp/server.ts";
import { connect } from "../source/node/connect.ts";
import { aFolder, anIdToken } from "./command.ts";
import { fakeServer } from "./fake-server.ts";
import type { FakeService } from "./fake-service.ts";

/** Every token of these tests holds it, so that a test can look for it. */
export const TOKEN = anIdToken({ jti: "not-for-agents" });

/** The library's own client, connected to the server of `malote mcp` for one folder and the fake service. */
export const anAgent = async (changes: Partial<Parameters<typeof mcpServer>[0]> = {}) => {
  const served = await fakeServer();
  onTestFinished(() => served.close());
  const { service } = served;
  const folder = await aFolder();
  const configFolder = join(folder, "config");
  const malote = connect({ url: service.origin, token: TOKEN, retries: 0 });
  const server = mcpServer({
    folders: await foldersAt([folder], { cwd: "/", configFolder }),
    maxSize: 10_000,
    allowDelete: false,
    connection: async () => malote,
    ...changes,
  });
  const client = new Client({ name: "test", version: "1" });
  const [one, other] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(one), client.connect(other)]);
  onTestFinished(() => client.close());
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const result = (await client.callTool({ name, arguments: args })) as CallToolResult;
    const [content] = result.content;
    const text = content?.type === "text" ? content.text : "";
    return { text, isError: result.isError ?? false, value: result.structuredContent ?? {} };
  };
  return { service, folder, configFolder, client, call };
};

/** A completed file of the fake service. */
export const aFile = (service: FakeService, file_id: string, text = "hello", file_name = "a.txt") => {
  const bytes = Buffer.from(text);
  const body = { file_name, len: bytes.length, type: "text/plain" };
  service.files.set(file_id, { file_id, body, status: "completed", version: 1, bytes, parts: new Map() });
  return file_id;
};
