import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type FileView, get, waitFor } from "../../client/source/node.ts";
import { pause } from "../../tools/command/pause.ts";
import type { OnLine } from "../../tools/command/step.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { nodeBinary } from "../../tools/paths.ts";
import { connectWith, orTrouble, sha256OfDownload } from "../demo/client.ts";
import { signIn } from "../demo/sign-in.ts";
import { historyLines } from "../demo/timeline.ts";
import type { Source } from "../emulator/source.ts";
import type { StackJson } from "../stack/index.ts";
import type { FrontInput, FrontLine } from "./front.ts";
import { bytesAtRelay, bytesInBucket } from "./hops.ts";
import { formatSize } from "./size.ts";
import type { RelayProcess } from "./start-relay.ts";

const FRONT = fileURLToPath(new URL("front.ts", import.meta.url));
/** Milliseconds between two lines of the table. */
const EVERY = 1000;
/** Milliseconds for the service to verify and move a file of any size of the demo. */
const COMPLETED_WITHIN = 30 * 60_000;
const POLL = 250;

type Answer = Extract<FrontLine, { status: number }>;

/**
 * The front end sends one file to the relay, and the bytes are shown at each hop until the service has completed the file.
 * Then the file is downloaded and compared.
 * @throws Trouble at the first step that fails
 */
export const sendThrough = async (
  stack: StackJson,
  relay: Pick<RelayProcess, "url" | "statusUrl">,
  s3: Source,
  input: Omit<FrontInput, "relay" | "token">,
  print: OnLine,
): Promise<void> => {
  const token = await signIn(stack);
  const began = performance.now();
  const line = (...cells: string[]) => print(cells.map((cell) => cell.padStart(15)).join(""));
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  let sent = 0;
  const front = runFront({ ...input, relay: relay.url, token }, (bytes) => {
    sent = bytes;
  });
  const bucket = bytesInBucket(s3, stack.bucket);
  const show = async () => {
    const [received, stored] = await Promise.all([bytesAtRelay(relay.statusUrl), bucket.read()]);
    line(seconds(), ...[sent, received, stored].map(formatSize));
  };
  line("time", "front sent", "relay received", "S3 has");
  let answer: Answer | undefined;
  while (!answer) {
    answer = (await Promise.race([front, pause(EVERY)])) ?? undefined;
    if (!answer) await show();
  }
  sent = answer.sent;
  await show();
  bucket.close();
  if (answer.status >= 300)
    throw new Trouble(`The relay responded ${answer.status}: ${JSON.stringify(answer.body)}`);
  print(`The relay responded ${answer.status} after ${seconds()}: ${JSON.stringify(answer.body)}`);

  const fileId = await fileIdOf(relay.url, token, answer);
  const malote = connectWith(stack.api_url, await signIn(stack));
  await orTrouble(async () => {
    await waitFor(malote, fileId, {
      timeout: COMPLETED_WITHIN,
      onStatus: ({ status }) => print(`${seconds().padStart(15)}  the service says: ${status}`),
    });
    const { history = [] }: FileView = await get(malote, fileId);
    print("History in its record:");
    for (const one of historyLines(history)) print(one);
    const received = await sha256OfDownload(malote, fileId);
    if (received !== answer.sha256) {
      throw new Trouble(
        `The bytes differ: the front end sent SHA-256 ${answer.sha256}, and the download has ${received}.`,
      );
    }
    print(`The downloaded bytes are the same: SHA-256 ${received}.`);
  });
};

const runFront = async (input: FrontInput, onSent: (bytes: number) => void): Promise<Answer> => {
  const child = spawn(nodeBinary, [FRONT, JSON.stringify(input)], {
    env: { PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  let answer: Answer | undefined;
  for await (const text of createInterface({ input: child.stdout })) {
    const said: FrontLine = JSON.parse(text);
    if ("status" in said) answer = said;
    else onSent(said.sent);
  }
  await exited;
  if (!answer) throw new Trouble("The front end ended without a response.");
  return answer;
};

/** The service's id: at once for a stream, and for a stored file as soon as the relay has sent it. */
const fileIdOf = async (url: string, token: string, { body, location }: Answer): Promise<string> => {
  const known = (body as { file_id?: string }).file_id;
  if (known) return known;
  for (;;) {
    const response = await fetch(new URL(location ?? "", url), {
      headers: { Authorization: `Bearer ${token}` },
    });
    const entry = (await response.json()) as {
      file_id?: string;
      state?: string;
      reason?: { detail?: string };
    };
    if (entry.file_id) return entry.file_id;
    if (entry.state === "parked")
      throw new Trouble(`The relay parked the file: ${entry.reason?.detail ?? ""}`);
    await pause(POLL);
  }
};
