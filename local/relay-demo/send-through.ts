import { spawn } from "node:child_process";
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
import { type Hops, rows } from "./rows.ts";
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
 * The front end sends one file to the relay, and the bytes are shown at each hop until all of them are in S3. Then the service
 * completes the file, and it is downloaded and compared.
 * @throws Trouble at the first step that fails
 */
export const sendThrough = async (
  stack: StackJson,
  relay: Pick<RelayProcess, "url" | "statusUrl">,
  s3: Source,
  input: Omit<FrontInput, "relay" | "token"> & { size: number },
  print: OnLine,
): Promise<void> => {
  const token = await signIn(stack);
  const bucket = bytesInBucket(s3, stack.bucket);
  const before = { received: await bytesAtRelay(relay.statusUrl), stored: await bucket.read() };
  const nextRow = rows(input.size, before);
  const began = performance.now();
  const line = (...cells: string[]) => print(cells.map((cell) => cell.padStart(15)).join(""));
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const front = runFront({ ...input, relay: relay.url, token });
  const show = (read: Hops) => {
    const row = nextRow(read);
    if (row) line(seconds(), ...[row.sent, row.received, row.stored].map(formatSize));
  };
  /** Reads against the flow, so that no hop seems to have more than the one before it. */
  const readHops = async (): Promise<Hops> => {
    const stored = await bucket.read();
    const received = await bytesAtRelay(relay.statusUrl);
    return { stored, received, sent: await front.sent() };
  };
  /** Shows the bytes every second until the promise is settled. */
  const showUntil = async <T>(promise: Promise<T>): Promise<T> => {
    for (;;) {
      const settled = await Promise.race([promise.then((value) => ({ value })), pause(EVERY)]);
      if (settled) return settled.value;
      show(await readHops());
    }
  };
  line("time", "front sent", "relay received", "S3 has");
  try {
    const answer = await showUntil(front.answer);
    if (answer.status >= 300)
      throw new Trouble(`The relay responded ${answer.status}: ${JSON.stringify(answer.body)}`);
    // With 202, the file is on the relay's disk, and is sent to S3 from there.
    const responded = `The relay responded ${answer.status} after ${seconds()}: ${JSON.stringify(answer.body)}`;
    if (answer.status === 202) print(responded);
    const fileId = await showUntil(fileIdOf(relay.url, token, answer));
    // The service has confirmed the upload. It may have moved the bytes from temp/ to dest/ since, so they are not read again.
    show({ sent: answer.sent, received: before.received + input.size, stored: before.stored + input.size });
    if (answer.status !== 202) print(responded);
    await compareWithDownload(
      stack,
      fileId,
      answer,
      (sentence) => print(`${seconds().padStart(15)}  ${sentence}`),
      print,
    );
  } finally {
    bucket.close();
  }
};

const compareWithDownload = async (
  stack: StackJson,
  fileId: string,
  { sha256 }: Answer,
  timed: OnLine,
  print: OnLine,
): Promise<void> => {
  const malote = connectWith(stack.api_url, await signIn(stack));
  await orTrouble(async () => {
    await waitFor(malote, fileId, {
      timeout: COMPLETED_WITHIN,
      onStatus: ({ status }) => timed(`the service says: ${status}`),
    });
    const { history = [] }: FileView = await get(malote, fileId);
    print("History in its record:");
    for (const one of historyLines(history)) print(one);
    const received = await sha256OfDownload(malote, fileId);
    if (received !== sha256) {
      throw new Trouble(
        `The bytes differ: the front end sent SHA-256 ${sha256}, and the download has ${received}.`,
      );
    }
    print(`The downloaded bytes are the same: SHA-256 ${received}.`);
  });
};

/** Starts the front end. `sent` asks it how many bytes have left. */
const runFront = (input: FrontInput) => {
  const child = spawn(nodeBinary, [FRONT, JSON.stringify(input)], {
    env: { PATH: process.env["PATH"] ?? "" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  // It may end between a question and its answer.
  child.stdin.on("error", () => {});
  let sent = 0;
  let asked = Promise.withResolvers<void>();
  const read = async (): Promise<Answer> => {
    let last: FrontLine | undefined;
    try {
      for await (const text of createInterface({ input: child.stdout })) {
        last = JSON.parse(text) as FrontLine;
        if ("sent" in last) sent = last.sent;
        asked.resolve();
      }
    } finally {
      asked.resolve();
    }
    if (last && "status" in last) return last;
    const reason = last && "lost" in last ? ` (${last.lost})` : "";
    throw new Trouble(`The connection of the front end to the relay was lost${reason}.`);
  };
  const answer = read();
  // It is awaited between two rows of the table.
  answer.catch(() => {});
  let ended = false;
  child.on("exit", () => {
    ended = true;
  });
  return {
    answer,
    sent: async (): Promise<number> => {
      if (!ended) {
        asked = Promise.withResolvers();
        child.stdin.write("\n");
        await Promise.race([asked.promise, answer.catch(() => {})]);
      }
      return sent;
    },
  };
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
