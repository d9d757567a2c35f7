// The command malote of this clone, run in the folder where npm was called.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../client/source/command/main.ts", import.meta.url));
// Ctrl-C reaches the command as well, which then says how to continue. This process waits for it.
process.on("SIGINT", () => {});
const { status } = spawnSync(
  process.execPath,
  ["--conditions=malote-source", main, ...process.argv.slice(2)],
  { stdio: "inherit", cwd: process.env["INIT_CWD"] ?? process.cwd() },
);
process.exitCode = status ?? 1;
