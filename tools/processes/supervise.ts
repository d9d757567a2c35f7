// Runs one command (the emulator, or another server) and leaves no process of it behind: no Lambda worker, and no server
// whose starter has ended. It is a separate program, because the process that starts a server may be killed.
//
//   TMPDIR=SCRATCH node supervise.ts --instance NAME [--beside JSON] -- COMMAND…
//
// It leads a process group. The command and its workers belong to that group; ending the group ends all of them.
// Standard input is a pipe from the process that started it. The pipe closes when that process ends, and then the
// command is ended too, unless the word "release" was received first (npm start -- --once).
//
// --beside names a second command of the same group, as a JSON array: the API page of the local stack. When the second
// command ends, the first keeps running.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";

const scratch = process.env["TMPDIR"];
const command = process.argv.slice(process.argv.indexOf("--") + 1);
const server = spawn(command[0] ?? "", command.slice(1), { stdio: ["ignore", "inherit", "inherit"] });
const own = process.argv.slice(0, process.argv.indexOf("--"));
if (own.includes("--beside")) {
  const [file = "", ...args]: string[] = JSON.parse(own[own.indexOf("--beside") + 1] ?? "[]");
  const beside = spawn(file, args, { stdio: ["ignore", "inherit", "inherit"] });
  beside.on("error", (error) => console.error(`${file} could not be started: ${error.message}`));
}

/** Removes the folder of the unpacked functions, and kills the whole group with this process. */
const endGroup = () => {
  if (scratch) rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  process.kill(-process.pid, "SIGKILL");
};

// SIGKILL, because the servers have nothing to save. After SIGTERM the emulator needs two seconds, and Ctrl-C would seem
// not to work.
const stop = () => server.kill("SIGKILL");

let released = false;
process.stdin.setEncoding("utf8");
process.stdin.on("data", (word) => {
  released ||= String(word).includes("release");
});
const parentGone = () => {
  if (!released) stop();
};
process.stdin.on("end", parentGone).on("error", parentGone);

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

server.on("error", (error) => {
  console.error(`${command[0]} could not be started: ${error.message}`);
  endGroup();
});
server.on("exit", endGroup);
