import { spawn } from "node:child_process";

/**
 * Runs a program in this terminal until it ends or is aborted. Returns its exit code.
 * Its environment has only the given variables.
 */
export const runProgram = (
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env });
    const abort = () => child.kill("SIGTERM");
    signal?.addEventListener("abort", abort, { once: true });
    child.on("error", reject);
    child.on("close", (code) => {
      signal?.removeEventListener("abort", abort);
      resolve(code ?? 1);
    });
  });
