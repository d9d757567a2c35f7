import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildCommand } from "../build-command.mjs";
import { aCognito, aFolder, anIdToken, aServedWorld, SIGNED_IN, SRP } from "./command.ts";
import { someBytes } from "./connected.ts";

// Runs the shell examples of docs/client/command.md, one after the other, as their reader does.

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/client/command.md"), "utf8");
const examples = [...guide.matchAll(/^```sh run\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);

let folder: string;
/** PATH, with a folder whose `malote` is the one that is published. */
let PATH: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-bundle-"));
  await buildCommand(join(root, "client"), join(folder, "command"));
  await mkdir(join(folder, "bin"));
  await writeFile(
    join(folder, "bin/malote"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(folder, "command/malote.js")}" "$@"\n`,
    { mode: 0o755 },
  );
  // As in a package of ES modules.
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  PATH = `${join(folder, "bin")}:${process.env["PATH"]}`;
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test("each shell example of the guide runs", async () => {
  expect(examples.length).toBeGreaterThanOrEqual(5);
  const cognito = await aCognito({ InitiateAuth: () => SRP, RespondToAuthChallenge: () => SIGNED_IN });
  const { user_pool_id, client_id, endpoint } = cognito.pool;
  const { service, cwd } = await aServedWorld();
  service.description = { ...service.description, user_pool_id, client_id, endpoint_url: endpoint };
  service.statuses = Array.from({ length: 100 }, () => "completed");
  await mkdir(join(cwd, "photos/2026"), { recursive: true });
  for (const name of ["holiday.mp4", "notes.txt", "photos/a.jpg", "photos/2026/b.jpg", "photos/draft-c.jpg"])
    await writeFile(join(cwd, name), someBytes(1000, name.length));
  const script = examples.join("\n").replaceAll(/https:\/\/abc123\S+/g, service.origin);

  const child = spawn("bash", ["--norc", "-euo", "pipefail", "-c", script], {
    cwd,
    env: {
      PATH,
      MALOTE_CONFIG_DIR: join(await aFolder(), "config"),
      MALOTE_USERNAME: "ana@example.com",
      MALOTE_PASSWORD: "Correct-horse-7",
    },
  });
  child.stdin.end();
  const [out, err, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("close", resolve)),
  ]);

  expect({ exit, out, err }).toMatchObject({ exit: 0 });
  expect(out).toMatch(/^Signed in to .* \(profile default\)\.$/m);
  expect(out).toMatch(/^there already {2}\S+ {2}photos\/2026\/b\.jpg$/m);
  expect(out).toContain("photos/2026/b.jpg\n");
  expect(await readFile(join(cwd, "copy.mp4"))).toEqual(await readFile(join(cwd, "holiday.mp4")));
  const names = [...service.files.values()].map(({ body }) => body["file_name"]);
  expect(names).toContain("photos.tar.gz");
}, 60_000);

test("each option of put, and each exit code, is in the guide", async () => {
  const source = readFileSync(join(root, "client/source/command/put/put.ts"), "utf8");
  const options = [...source.matchAll(/"(?:-\w, )?(--[\w-]+)[^"]*",?\s*[\n"]/g)].map(([, name]) => name);
  expect(options.length).toBeGreaterThan(10);
  for (const option of options) expect(guide).toContain(`\`${option}`);
  const { EXIT } = await import("../source/command/exit.ts");
  for (const code of Object.values(EXIT)) expect(guide).toMatch(new RegExp(`^\\| ${code} \\|`, "m"));
});

test("the licences of what the files hold are beside them, and they hold nothing that they do not need", async () => {
  const licences = await readFile(join(folder, "command/LICENSES.txt"), "utf8");
  for (const name of [
    "@modelcontextprotocol/sdk",
    "amazon-cognito-identity-js",
    "commander",
    "log-update",
    "picomatch",
    "uqr",
  ])
    expect(licences).toMatch(new RegExp(`^${name} [\\d.]+: (MIT|ISC|Apache-2\\.0)$`, "m"));
  const [, ...others] = licences.split(/^-{80}$/m);
  expect(others.length).toBeGreaterThan(20);
  expect(licences).not.toMatch(/GPL|UNLICENSED|undefined/);
  // In bytes. The library of Cognito alone would bring a fetch of its own along, which is as large.
  const [chunk = "", entry = "", serve = "", ...more] = await codeFiles();
  expect([chunk, entry, serve, ...more].map((name) => name.replace(/-\w+\./, "."))).toEqual([
    "chunk.js",
    "malote.js",
    "serve.js",
  ]);
  const sizeOf = async (name: string) => (await stat(join(folder, "command", name))).size;
  expect((await sizeOf(chunk)) + (await sizeOf(entry))).toBeLessThan(360_000);
  expect(await sizeOf(serve)).toBeLessThan(400_000);
  // The library of malote mcp costs the other commands nothing.
  for (const name of [chunk, entry])
    expect(await readFile(join(folder, "command", name), "utf8")).not.toMatch(
      /from ?"\.\/serve-|notifications\/progress/,
    );
});

const codeFiles = async () =>
  (await readdir(join(folder, "command"))).filter((name) => name.endsWith(".js")).sort();

test("an agent's client starts malote mcp as docs/client/agents.md configures it, and uses it", async () => {
  const { service, cwd } = await aServedWorld();
  await mkdir(join(cwd, "Documents"));
  await writeFile(join(cwd, "Documents/notes.txt"), "hello");
  service.statuses = ["completed"];
  const block = /^```json mcp\n([\s\S]*?)^```$/m.exec(
    await readFile(join(root, "docs/client/agents.md"), "utf8"),
  );
  const { command, args } = JSON.parse(block?.[1] ?? "").mcpServers.malote;
  expect(command).toBe("malote");
  const transport = new StdioClientTransport({
    command: join(folder, "bin", command),
    args: (args as string[]).map((one) => one.replace("/home/ana", cwd)),
    cwd,
    stderr: "pipe",
    env: {
      PATH,
      MALOTE_CONFIG_DIR: join(cwd, "config"),
      MALOTE_URL: service.origin,
      MALOTE_TOKEN: anIdToken(),
    },
  });
  const errors = transport.stderr ? text(transport.stderr as Readable) : "";
  const client = new Client({ name: "test", version: "1" });
  const faults: unknown[] = [];
  client.onerror = (error) => faults.push(error);
  await client.connect(transport);

  const sent = await client.callTool({ name: "upload_file", arguments: { file: "notes.txt" } });
  expect(sent).toMatchObject({ structuredContent: { status: "completed", len: 5 } });
  const { file_id } = sent.structuredContent as { file_id: string };
  await client.callTool({ name: "download_file", arguments: { file_id, to: "copy.txt" } });
  expect(await readFile(join(cwd, "Documents/copy.txt"), "utf8")).toBe("hello");
  await client.close();
  expect({ faults, errors: await errors }).toEqual({ faults: [], errors: "" });
}, 30_000);

test("the guide of agents names each tool and each option", async () => {
  const agents = await readFile(join(root, "docs/client/agents.md"), "utf8");
  const parts = ["upload_file", "download_file", "file_status", "list_files", "delete_file"];
  for (const part of [...parts, "--allow-delete", "--max-size", "--profile"]) expect(agents).toContain(part);
});

test("the completion for bash offers commands, options and names of files", async () => {
  const cwd = await aFolder();
  await writeFile(join(cwd, "holiday.mp4"), "");
  const complete = (words: string[]) => `
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=()
    _malote; echo "\${COMPREPLY[*]}"`;
  const script = `source <(malote completion bash)
    compopt() { printf "compopt %s %s\\n" "$@"; }
    ${complete(["malote", "wh"])} ${complete(["malote", "put", "ho"])} ${complete(["malote", "put", "--chec"])}
    ${complete(["malote", "get", "$(touch evil)"])}`;
  const child = spawn("bash", ["--norc", "-c", script], { cwd, env: { PATH, MALOTE_CONFIG_DIR: cwd } });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(err).toBe("");
  expect(out.split("\n").map((line) => line.trim())).toEqual([
    "compopt +o default",
    "whoami",
    "compopt +o default",
    "compopt -o default",
    "",
    "compopt +o default",
    "--checksum",
    "compopt +o default",
    "",
    "",
  ]);
}, 30_000);
