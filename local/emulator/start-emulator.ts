import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pause } from "../../tools/command/pause.ts";
import { Trouble, tailOf } from "../../tools/command/trouble.ts";
import { nodeBinary } from "../../tools/paths.ts";
import { assertLoopbackOnly } from "../../tools/processes/port.ts";
import { GRACE, killGroup } from "../../tools/processes/process-group.ts";
import { programOf } from "../../tools/python/environments.ts";
import { emulatorEnvironment, REGION } from "./emulator-environment.ts";
import { instanceAt } from "./health.ts";
import { newRootKey, type S3Source, type Source } from "./source.ts";

/** Milliseconds. A start took 0.4 s when it was measured; a cold disk or a busy CI runner may need much longer. */
const START_DEADLINE = 60_000;

export interface Emulator {
  /** The supervisor's process id, which is also the id of the process group. */
  pid: number;
  /** How an AWS SDK client reaches it, with the key of this start. */
  source: Source;
  log: string;
  /** Settles when the emulator has ended, for any reason. */
  exited: Promise<void>;
  stop(): Promise<void>;
  /** Keeps the emulator running when this process ends. */
  release(): void;
}

const supervisor = fileURLToPath(new URL("../../tools/processes/supervise.ts", import.meta.url));
const guarded = fileURLToPath(new URL("guard/main.py", import.meta.url));
const servePage = fileURLToPath(new URL("../page/serve.ts", import.meta.url));

export interface EmulatorOptions {
  home: string;
  port: number;
  instance: string;
  /** The port of the API page, which runs beside the emulator and ends with it. */
  page?: number | undefined;
  /** Origins of pages that may call the emulator, such as http://localhost:3000. */
  origins?: string[];
  /** The functions' S3 server, instead of the emulator's own. */
  s3?: S3Source | undefined;
}

/**
 * Starts MiniStack behind the guard and waits until it responds. It ends with this process, also when this process is
 * killed.
 * @throws Trouble when the emulator does not start, with the end of its log
 */
export const startEmulator = async (
  { home, port, instance, page, origins = [], s3 }: EmulatorOptions,
  signal?: AbortSignal,
): Promise<Emulator> => {
  const source = {
    endpoint: `http://127.0.0.1:${port}`,
    region: REGION,
    credentials: s3?.credentials ?? newRootKey(),
  };
  const log = join(home, "logs", "emulator.log");
  await mkdir(join(home, "logs"), { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), "malote-"));
  // Functions log into this file, so only its owner may read it.
  await rm(log, { force: true });
  const file = await open(log, "a", 0o600);

  const beside =
    page === undefined ? [] : ["--beside", JSON.stringify([nodeBinary, servePage, home, String(page)])];
  const python = programOf("ministack", "python");
  const child = spawn(
    nodeBinary,
    [supervisor, "--instance", instance, ...beside, "--", python, guarded, ...origins],
    {
      cwd: home,
      env: emulatorEnvironment({ port, instance, scratch, rootKey: source.credentials, s3: s3?.endpoint }),
      detached: true,
      stdio: ["pipe", file.fd, file.fd],
    },
  );
  const { pid, stdin } = child;
  if (pid === undefined || !stdin) throw new Trouble(`${nodeBinary} could not be started.`);
  stdin.on("error", () => {});
  // The supervisor ends its group. If the supervisor was killed, the group is ended here.
  const exited = once(child, "exit").then(() => killGroup(pid));
  await file.close();

  const emulator: Emulator = {
    pid,
    source,
    log,
    exited,
    stop: async () => {
      child.kill("SIGTERM");
      const force = setTimeout(killGroup, GRACE, pid);
      await exited;
      clearTimeout(force);
    },
    release: () => {
      stdin.end("release\n");
      child.unref();
    },
  };
  try {
    await untilHealthy(emulator, instance, signal);
    await assertLoopbackOnly(port);
    return emulator;
  } catch (error) {
    await emulator.stop();
    throw error;
  }
};

const untilHealthy = async (
  { source: { endpoint }, exited, log }: Emulator,
  instance: string,
  signal?: AbortSignal,
) => {
  const deadline = Date.now() + START_DEADLINE;
  let ended = false;
  exited.then(() => {
    ended = true;
  });
  while ((await instanceAt(endpoint)) !== instance) {
    if (ended || Date.now() > deadline) {
      const how = ended ? "ended while it started" : `did not respond within ${START_DEADLINE / 1000} s`;
      throw new Trouble(`The emulator ${how}. Its log: ${log}`, {
        tail: tailOf(await readFile(log, "utf8")),
      });
    }
    await pause(50, signal);
  }
};
