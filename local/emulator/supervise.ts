// Runs one command, the emulator, and sees to it that nothing of it stays behind: no Lambda worker, and no
// emulator whose starter is gone. A program of its own, since whoever starts a stack may be killed outright.
//
//   TMPDIR=SCRATCH node supervise.ts --instance NAME [--page PORT] -- COMMAND…
//
// It leads a process group, which the emulator and its workers belong to; ending that group ends them all.
// Standard input is a pipe from whoever started it: when it closes, that process is gone and the emulator
// goes too, unless the word "release" came first (npm start -- --once).
//
// With --page it also runs the API page of the stack in the current folder, which belongs to the group as well.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const scratch = process.env["TMPDIR"];
const command = process.argv.slice(process.argv.indexOf("--") + 1);
const emulator = spawn(command[0] ?? "", command.slice(1), { stdio: ["ignore", "inherit", "inherit"] });
const own = process.argv.slice(0, process.argv.indexOf("--"));
if (own.includes("--page")) {
  const serve = fileURLToPath(new URL("../page/serve.ts", import.meta.url));
  const port = own[own.indexOf("--page") + 1] ?? "0";
  const page = spawn(process.execPath, [serve, process.cwd(), port], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  // A stack without its page still is a stack.
  page.on("error", (error) => console.error(`The API page could not be started: ${error.message}`));
}

/** Removes what the functions were unpacked into, and ends the whole group, this process included. */
const endGroup = () => {
  if (scratch) rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  process.kill(-process.pid, "SIGKILL");
};

// It keeps everything in memory and saves nothing, so there is nothing to wait for: asked politely it takes
// two seconds, in which Ctrl-C seems not to have worked.
const stop = () => emulator.kill("SIGKILL");

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

emulator.on("error", (error) => {
  console.error(`The emulator could not be started: ${error.message}`);
  endGroup();
});
emulator.on("exit", endGroup);
