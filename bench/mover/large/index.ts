import { createHash } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { table } from "../../report/table.ts";
import type { Bench } from "../bench.ts";
import { arrivalOf } from "../messages.ts";
import type { Size } from "../options.ts";
import { rounded } from "../rounded.ts";
import type { Servers } from "../servers.ts";
import { createUploads, putSeed, type Upload, verifyAndDelete } from "../uploads.ts";
import { pollQueue } from "./poll-queue.ts";
import { putLarge } from "./put-large.ts";

/** Limit for the memory of a mover of a large file, above the memory of a mover that moved only a small file. */
const MOST_ABOVE_IDLE_MIB = 96;

const SMALL: Size = { name: "small", bytes: 1024, files: 1 };

export interface LargeFigures {
  bytes: number;
  /** From its notification to `completed`. */
  seconds: number;
  invocations: number;
  /** Invocations whose message was delivered again, after a temporary fault. */
  failed: number;
  longest_invocation_s: number;
  idle_mib: number;
  peak_mib: number;
  above_idle_mib: number;
}

/** Moves one large file as in a deployment, and measures the memory. */
export const moveLarge = async (bench: Bench): Promise<{ figures: LargeFigures; missed: string[] }> => {
  const { start, options, signal, print } = bench;
  const servers = bench.servers.emulator;
  const idleKib = await idle(bench);
  const upload = await putLarge(servers, options.largeBytes, signal);
  const mover = start.mover(servers);
  const started = performance.now();
  const { invocations, peakKib } = await pollQueue(bench, mover, upload);
  const seconds = (performance.now() - started) / 1000;
  await mover.stop();
  await expectWhole(servers, upload, signal);
  await verifyAndDelete(servers, [upload]);
  const figures = {
    bytes: options.largeBytes,
    seconds: rounded(seconds),
    invocations: invocations.length,
    failed: invocations.filter(({ failed }) => failed).length,
    longest_invocation_s: rounded(Math.max(...invocations.map(({ seconds }) => seconds))),
    idle_mib: mebibytes(idleKib),
    peak_mib: mebibytes(peakKib),
    above_idle_mib: mebibytes(peakKib - idleKib),
  };
  const headings = ["s", "invocations", "failed", "longest, s", "idle MiB", "peak MiB", "above idle"];
  print(table(["large, bytes", ...headings], [Object.values(figures).map(String)]));
  const tooMuch = figures.above_idle_mib > MOST_ABOVE_IDLE_MIB;
  return {
    figures,
    missed: tooMuch
      ? [`The large file took ${figures.above_idle_mib} MiB above idle, more than ${MOST_ABOVE_IDLE_MIB}.`]
      : [],
  };
};

/** The peak of a mover that has loaded everything and moved one small file. */
const idle = async ({ servers: { emulator: servers }, start }: Bench): Promise<number> => {
  await putSeed(servers, SMALL);
  const uploads = await createUploads(servers, SMALL, SMALL.files);
  const mover = start.mover(servers);
  const { peakKib } = await mover.request({
    batches: [uploads.map((one) => arrivalOf(one, servers.bucket))],
  });
  await mover.stop();
  await verifyAndDelete(servers, uploads);
  return peakKib;
};

/** @throws Error when the object in dest/ has other bytes than the upload, or lacks the mover's metadata */
const expectWhole = async (
  { s3, bucket: Bucket }: Servers,
  { record, etag, digest }: Upload & { digest: string },
  signal: AbortSignal,
): Promise<void> => {
  const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key: record.dest_path }));
  const hash = createHash("sha256");
  for await (const chunk of (Body ?? []) as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  if (hash.digest("hex") !== digest) throw new Error(`${record.dest_path} has other bytes than were sent.`);
  const stamp = {
    "malote-file-id": record.file_id,
    "malote-source-etag": etag.replaceAll('"', ""),
    "malote-size": String(record.len),
  };
  for (const [name, value] of Object.entries(stamp))
    if (Metadata?.[name] !== value) throw new Error(`${record.dest_path} does not have ${name} ${value}.`);
};

const mebibytes = (kib: number): number => Math.round((kib / 1024) * 10) / 10;
