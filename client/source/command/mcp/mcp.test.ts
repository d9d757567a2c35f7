import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { aFile } from "../../../testing/agent.ts";
import { anIdToken, aServedWorld, aWorld } from "../../../testing/command.ts";

vi.setConfig({ testTimeout: 20_000 });
/** The library is loaded first, which takes longer on a machine that is busy. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

const message = (id: number, method: string, params: object = {}) =>
  `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
const HELLO = message(1, "initialize", {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "test", version: "1" },
});

test("writes only the protocol to the standard output, and ends with the standard input", async () => {
  const stdin = new PassThrough();
  const { malote, service, cwd } = await aServedWorld({ stdin: () => stdin });
  aFile(service, "1");
  stdin.write(HELLO);
  stdin.write("this is no JSON\n");
  stdin.write('{"jsonrpc":"2.0"}\n');
  stdin.write(message(2, "tools/call", { name: "file_status", arguments: { file_id: "1" } }));
  const running = malote("mcp", cwd, "--allow-delete");
  await until(() => expect(service.count("GET", "/files/1")).toBe(1));
  stdin.write(message(3, "tools/list"));
  await until(() => expect(stdin.readableLength).toBe(0));
  stdin.end();
  const { exit, out, err } = await running;
  expect(exit).toBe(0);
  expect(err).toEqual([
    expect.stringMatching(/^Not understood: .*JSON$/),
    "Not understood: a message that is not of the protocol",
  ]);
  const lines = out
    .join("")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ id: 1, result: { serverInfo: { name: "malote" } } });
  expect(lines.every(({ jsonrpc }) => jsonrpc === "2.0")).toBe(true);
});

test("ends with Ctrl-C while the client is still there", async () => {
  const stdin = new PassThrough();
  const interruption = new AbortController();
  const { malote, cwd } = await aServedWorld({ stdin: () => stdin, signal: interruption.signal });
  stdin.write(HELLO);
  const running = malote("mcp", cwd);
  await until(() => expect(stdin.listenerCount("data")).toBe(1));
  interruption.abort();
  expect(await running).toMatchObject({ exit: 0 });
  expect(stdin.destroyed).toBe(true);
});

test.each([
  [["mcp"], /Missing required argument/],
  [["mcp", "nowhere"], /^nowhere is no folder\./],
  [["mcp", ".", "file.txt"], /^file.txt is no folder\./],
  [["mcp", ".", "--max-size", "1 GB"], /whole number/],
  [["mcp", ".", "--json"], /no --json/],
])("%j is refused at once", async (argv, why) => {
  const { malote, cwd } = await aWorld();
  await writeFile(join(cwd, "file.txt"), "");
  const { exit, out, err } = await malote(...argv);
  expect({ exit, out }).toEqual({ exit: 2, out: [] });
  expect(err.join("\n")).toMatch(why);
});

test("nobody is signed in: a tool says so, and the next call works after the sign-in", async () => {
  const stdin = new PassThrough();
  const env: Record<string, string> = {};
  const answers: string[] = [];
  const { malote, service, cwd } = await aServedWorld({
    env,
    stdin: () => stdin,
    writeBytes: async (bytes) => answers.push(Buffer.from(bytes).toString()) > 0,
  });
  aFile(service, "1");
  stdin.write(HELLO);
  const running = malote("mcp", cwd);
  stdin.write(message(2, "tools/call", { name: "list_files", arguments: {} }));
  await until(() => expect(answers.join("")).toContain("malote login"));
  expect(answers.at(-1)).toContain('"isError":true');
  Object.assign(env, { MALOTE_URL: service.origin, MALOTE_TOKEN: anIdToken() });
  stdin.write(message(3, "tools/call", { name: "list_files", arguments: {} }));
  await until(() => expect(answers.at(-1)).toContain('"id":3'));
  expect(answers.at(-1)).toContain('"file_name":"a.txt"');
  stdin.end();
  expect((await running).exit).toBe(0);
});
