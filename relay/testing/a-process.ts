import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const MAIN = join(import.meta.dirname, "../source/main.ts");

/** The relay's program in a process of its own, without the variables of this one. */
export const aProcess = (flags: readonly string[]) => {
  const child = spawn(process.execPath, ["--conditions=malote-source", MAIN, ...flags], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const logs: Record<string, unknown>[] = [];
  let stdout = "";
  let stderr = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    stdout += `${line}\n`;
    if (line.startsWith("{")) logs.push(JSON.parse(line) as Record<string, unknown>);
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const exited = once(child, "close").then(([code, signal]) => ({ code, signal }));
  return {
    logs,
    output: () => ({ stdout, stderr }),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    exited,
    /** Resolves when it accepts requests. */
    ready: async (): Promise<{ url: string; statusUrl: string }> => {
      const over = exited.then(() => {
        throw new Error(`The relay ended: ${stdout}${stderr}`);
      });
      over.catch(() => {});
      for (;;) {
        const line = logs.find(({ msg }) => msg === "The relay is ready");
        if (line) {
          return { url: String(line["url"]), statusUrl: String(line["status_url"]) };
        }
        await Promise.race([new Promise((resolve) => setTimeout(resolve, 20)), over]);
      }
    },
  };
};
