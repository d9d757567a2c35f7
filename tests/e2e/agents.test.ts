import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

// malote mcp against the deployed template, as an agent starts it.

const stack = inject("stack");
const main = fileURLToPath(new URL("../../client/source/command/main.ts", import.meta.url));
let folder: string;
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-agents-"));
  // What npm start leaves: the server signs in as the demo user.
  await mkdir(join(folder, ".malote"));
  await writeFile(join(folder, ".malote/stack.json"), JSON.stringify(stack));
  await mkdir(join(folder, "documents"));
  await writeFile(join(folder, "documents/notes.txt"), "a note of an agent");
  await writeFile(join(folder, "secret.txt"), "not for agents");
  client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ["--conditions=malote-source", main, "mcp", "documents", "--allow-delete"],
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "", MALOTE_CONFIG_DIR: join(folder, "config") },
    }),
  );
});
afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

const call = async (name: string, args: Record<string, unknown>) => {
  const { structuredContent, isError = false, content } = await client.callTool({ name, arguments: args });
  const found = structuredContent as { file_id?: string; status?: string } | undefined;
  return { ...found, isError, content: JSON.stringify(content) };
};

test("an agent uploads, follows, lists, downloads and deletes a file of its folder, and reaches no other", async () => {
  const path = `agents-${Date.now()}`;
  const sent = await call("upload_file", { file: "notes.txt", path });
  expect(sent).toMatchObject({ isError: false, status: "completed", len: 18 });
  const { file_id } = sent;

  expect(await call("file_status", { file_id })).toMatchObject({ isError: false, status: "completed" });
  expect((await call("list_files", { path })).content).toContain(String(file_id));
  expect(await call("download_file", { file_id, to: "copy.txt" })).toMatchObject({ isError: false });
  expect(await readFile(join(folder, "documents/copy.txt"), "utf8")).toBe("a note of an agent");

  expect(await call("upload_file", { file: "../secret.txt" })).toMatchObject({ isError: true });

  expect(await call("delete_file", { file_id })).toMatchObject({ isError: false });
  expect((await call("list_files", { path })).content).not.toContain(String(file_id));
});
