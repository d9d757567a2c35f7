// The third part of the demo, a simulated front end: sends one file to the relay as one stream of unknown length, and prints
// a line of JSON for each step, so that the demo can show it.
//
//   node front.ts JSON     { relay, token, name, path } or { relay, token, name, size }
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { request } from "node:http";
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
const response = new Promise<FrontLine>((resolve, reject) => {
  out.on("error", reject);
  out.on("response", async (incoming) => {
    const answer = await text(incoming);
    resolve({
      status: incoming.statusCode ?? 0,
      location: incoming.headers.location,
      body: incoming.headers["content-type"]?.includes("json") ? JSON.parse(answer) : answer,
      sha256: hash.digest("hex"),
      sent,
    });
  });
});

const timer = setInterval(() => print({ sent }), 500);
const source = input.path ? createReadStream(input.path) : Readable.from(madeUpBytes(input.size ?? 0));
// A refused upload ends the pipeline with an error, and has a response that says why.
const [answer] = await Promise.all([response, pipeline(source, counted, out).catch(() => {})]);
clearInterval(timer);
print(answer);
