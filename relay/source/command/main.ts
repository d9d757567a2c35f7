#!/usr/bin/env -S node --conditions=malote-source
// malote-relay: looks after the folder of a relay.
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "./run.ts";

// head and less end before all of the output is written. The command still does its work.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  cwd: process.env["INIT_CWD"] ?? process.cwd(),
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  now: Date.now,
  wait: (ms) => sleep(ms),
});
