import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Trouble, tailOf } from "../../tools/command/trouble.ts";
import { nodeBinary } from "../../tools/paths.ts";
import type { StackJson } from "../stack/index.ts";

export interface RelayProcess {
  url: string;
  /** Where its status page and its metrics are. */
  statusUrl: string;
  /** SIGTERM, which ends the uploads under way in good order. */
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("../../relay/source/main.ts", import.meta.url));

/** Starts the relay for a stack, with a folder in `home`. @throws Trouble with the end of its log */
export const startRelay = async (
  { api_url, relay }: StackJson,
  home: string,
  flags: readonly string[] = [],
): Promise<RelayProcess> => {
  await mkdir(home, { recursive: true });
  const password = join(home, "password");
  await writeFile(password, relay.password, { mode: 0o600 });
  const log = join(home, "relay.log");
  const child = spawn(
    nodeBinary,
    [
      "--conditions=malote-source",
      "--max-semi-space-size=2",
      MAIN,
      `--service=${api_url}`,
      `--username=${relay.username}`,
      `--password-file=${password}`,
      `--folder=${join(home, "spool")}`,
      "--port=0",
      "--status-port=0",
      ...flags,
    ],
    { env: { PATH: process.env["PATH"] ?? "" }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const exited = once(child, "exit");
  const { stdout } = child;
  if (!stdout) throw new Error("The relay has no standard output.");
  const file = createWriteStream(log, { mode: 0o600 });
  const ready = new Promise<{ port: number; status_port: number } | undefined>((resolve) => {
    createInterface({ input: stdout })
      .on("line", (line) => {
        file.write(`${line}\n`);
        const entry = line.includes("The relay is ready") && JSON.parse(line);
        if (entry) resolve(entry);
      })
      .on("close", () => resolve(undefined));
  });
  const ports = await ready;
  if (!ports) throw new Trouble("The relay did not start.", { tail: tailOf(await readFile(log, "utf8")) });
  return {
    url: `http://127.0.0.1:${ports.port}`,
    statusUrl: `http://127.0.0.1:${ports.status_port}`,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
      file.end();
    },
  };
};
