#!/usr/bin/env node
// malote: uploads, follows and downloads files.
import { once } from "node:events";
import { terminalPrompts } from "./account/terminal-prompts.ts";
import { configFolder } from "./config/config-folder.ts";
import { wrapped } from "./define.ts";
import { run } from "./program.ts";
import { terminalScreen } from "./terminal-screen.ts";

const { stdin, stdout, stderr, env } = process;

// head and less end before all of the output is written. What the command does goes on.
let isRead = true;
for (const stream of [stdout, stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (stream === stdout) isRead = false;
  });

const interruption = new AbortController();
process.on("SIGINT", () => {
  // The second one does not wait for anything.
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
});
process.on("SIGTERM", () => interruption.abort());

const terminal = stdout.isTTY && env["TERM"] !== "dumb" ? terminalScreen(stdout) : undefined;
const write = (stream: NodeJS.WriteStream, line: string) => {
  const put = () => stream.write(`${line}\n`);
  if (terminal) terminal.above(put);
  else put();
};

const argv = process.argv.slice(2);
// Programs may read a terminal, too.
const isJson = argv.includes("--json");

process.exitCode = await run(argv, {
  env,
  cwd: process.cwd(),
  configFolder: configFolder(env),
  print: (line) => {
    write(stdout, line);
    return isRead;
  },
  warn: (line) => write(stderr, stderr.isTTY && !isJson ? wrapped(line, stderr.columns || 80) : line),
  writeBytes: async (bytes) => {
    if (isRead && !stdout.write(bytes)) await Promise.race([once(stdout, "drain"), once(stdout, "close")]);
    return isRead;
  },
  stdin: () => stdin,
  screen: terminal?.screen,
  prompts: stdin.isTTY && stderr.isTTY ? terminalPrompts(stderr) : undefined,
  signal: interruption.signal,
  now: Date.now,
});
