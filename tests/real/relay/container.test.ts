import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeBinary, root } from "../../../tools/paths.ts";

// The steps of relay/Dockerfile, on this machine: there is no Docker here. The same files are copied, the same npm ci runs, and the
// entry point and the health check are those of the file.

const run = promisify(execFile);

interface Step {
  instruction: string;
  words: string[];
}

let home: string;
let steps: Step[];
let relay: ChildProcess;
let ready: { port: number; status_port: number };

const readSteps = async (): Promise<Step[]> => {
  const text = await readFile(join(root, "relay/Dockerfile"), "utf8");
  return text
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [instruction = "", ...words] = line.trim().split(/\s+/);
      return { instruction, words };
    });
};

/** What follows an instruction as a JSON array, without the instructions before it. */
const commandOf = (instruction: string): string[] => {
  const text = steps.findLast((step) => step.instruction === instruction)?.words.join(" ") ?? "";
  return JSON.parse(text.slice(text.indexOf("[")));
};

/** What relay/Dockerfile.dockerignore leaves out of the folders that are copied. */
const isCopied = (path: string) => !path.endsWith(".test.ts") && basename(path) !== "testing";

const copy = async (from: string, words: string[]): Promise<void> => {
  const sources = words.slice(0, -1);
  const target = words.at(-1) ?? "";
  for (const source of sources) {
    const to =
      target.endsWith("/") || target === "./" ? join(home, target, basename(source)) : join(home, target);
    await cp(join(from, source.replace("/app/", "")), to, {
      recursive: true,
      filter: isCopied,
      verbatimSymlinks: true,
    });
  }
};

beforeAll(async () => {
  steps = await readSteps();
  home = await mkdtemp(join(tmpdir(), "malote-image-"));
  for (const { instruction, words } of steps) {
    // The packages of the first stage are where the second one copies them to.
    if (instruction === "COPY" && !words[0]?.startsWith("--from")) await copy(root, words);
    if (instruction === "RUN" && words[0] === "npm") await run("npm", words.slice(1), { cwd: home });
  }
  const password = join(home, "password");
  await writeFile(password, "a-password", { mode: 0o600 });
  const [program = "", ...args] = commandOf("ENTRYPOINT");
  expect(program).toBe("node");
  await mkdir(join(home, "spool"));
  relay = spawn(nodeBinary, args, {
    cwd: home,
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_ENV: "production",
      // Nothing listens there: a relay starts during an outage, too.
      MALOTE_RELAY_SERVICE: "http://127.0.0.1:9/v1",
      MALOTE_RELAY_USERNAME: "relay@example.com",
      MALOTE_RELAY_PASSWORD_FILE: password,
      MALOTE_RELAY_FOLDER: join(home, "spool"),
      MALOTE_RELAY_PORT: "0",
      MALOTE_RELAY_STATUS_PORT: "0",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!relay.stdout) throw new Error("The relay has no standard output.");
  for await (const line of createInterface({ input: relay.stdout })) {
    if (!line.includes("The relay is ready")) continue;
    ready = JSON.parse(line);
    break;
  }
}, 180_000);

afterAll(async () => {
  relay?.kill("SIGKILL");
  await rm(home, { recursive: true, force: true });
});

test("the relay starts with nothing but what its image holds, also during an outage", async () => {
  const response = await fetch(`http://127.0.0.1:${ready.port}/readyz`);
  expect(await response.json()).toMatchObject({ ready: true });
});

test("the health check of the image passes, and fails when nothing responds", async () => {
  const [program = "", flag = "", script = ""] = commandOf("HEALTHCHECK");
  expect([program, flag]).toEqual(["node", "-e"]);
  await run(nodeBinary, [flag, script.replace("8081", String(ready.status_port))]);
  await expect(run(nodeBinary, [flag, script.replace("8081", "9")])).rejects.toMatchObject({ code: 1 });
});

test("the image runs as a user who is not root, and holds no tests", async () => {
  expect(Number(steps.findLast(({ instruction }) => instruction === "USER")?.words[0])).toBeGreaterThan(0);
  await expect(readFile(join(home, "relay/source/spool/accept.test.ts"))).rejects.toMatchObject({
    code: "ENOENT",
  });
  await expect(readFile(join(home, "node_modules/vitest/package.json"))).rejects.toMatchObject({
    code: "ENOENT",
  });
});
