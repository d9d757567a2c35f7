// The third part of the demo, a simulated front end: sends one file to the relay as one stream of unknown length. It prints a
// line of JSON with the bytes that it has sent for each line of standard input, and one with the relay's response at the end.
//
//   node front.ts JSON     { relay, token, name, path } or { relay, token, name, size }
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { request } from "node:http";
import { createInterface } from "node:readline";
import { Readable, Transform } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { madeUpBytes } from "./made-up-bytes.ts";

export interface FrontInput {
  /** The URL of the relay. */
  relay: string;
  /** The user's ID token. */
  token: string;
  name: string;
  /** The file to send. */
  path?: string;
  /** Without a path: how many bytes to make up. */
  size?: number;
  /** Lets the relay keep the file on its disk first (202). */
  store?: boolean;
}

export type FrontLine =
  | { sent: number }
  /** The code of the error that ended the connection to the relay. */
  | { lost: string }
  | { status: number; location?: string | undefined; body: unknown; sha256: string; sent: number };

const input: FrontInput = JSON.parse(process.argv[2] ?? "{}");
const print = (line: FrontLine) => process.stdout.write(`${JSON.stringify(line)}\n`);

const hash = createHash("sha256");
let sent = 0;
const counted = new Transform({
  transform(piece: Buffer, _encoding, done) {
    hash.update(piece);
    sent += piece.length;
    done(null, piece);
  },
});

const url = new URL(`/files/${encodeURIComponent(input.name)}`, input.relay);
const out = request(url, {
  method: "PUT",
  headers: {
    Authorization: `Bearer ${input.token}`,
    "Content-Type": "application/octet-stream",
    "Transfer-Encoding": "chunked",
    ...(input.store && { Prefer: "respond-async" }),
  },
});
const response = new Promise<FrontLine>((resolve) => {
  const lost = ({ code, message }: NodeJS.ErrnoException) => resolve({ lost: code ?? message });
  out.on("error", lost);
  out.on("response", async (incoming) => {
    const answer = await text(incoming).catch(lost);
    if (answer === undefined) return;
    resolve({
      status: incoming.statusCode ?? 0,
      location: incoming.headers.location,
      body: incoming.headers["content-type"]?.includes("json") ? JSON.parse(answer) : answer,
      sha256: hash.digest("hex"),
      sent,
    });
  });
});

const questions = createInterface({ input: process.stdin }).on("line", () => print({ sent }));
const source = input.path ? createReadStream(input.path) : Readable.from(madeUpBytes(input.size ?? 0));
// A refused upload ends the pipeline with an error, and has a response that says why.
const [answer] = await Promise.all([response, pipeline(source, counted, out).catch(() => {})]);
questions.close();
process.stdin.destroy();
print(answer);
