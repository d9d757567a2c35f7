import { createHash } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { table } from "../../report/table.ts";
import type { Bench } from "../bench.ts";
import { clear, type Laid, lay, sow } from "../lay.ts";
import { arrivalOf } from "../messages.ts";
import type { Size } from "../options.ts";
import { rounded } from "../rounded.ts";
import type { Servers } from "../servers.ts";
import { playQueue } from "./play-queue.ts";
import { putLarge } from "./put-large.ts";

/** The most a mover of a large file may have above one that only moved a small one. */
const MOST_ABOVE_IDLE_MIB = 96;

const SMALL: Size = { name: "small", bytes: 1024, files: 1 };

export interface LargeFigures {
  bytes: number;
  /** From its notification to `completed`. */
  seconds: number;
  invocations: number;
  /** Of these, those whose message came back: a fault that passed. */
  failed: number;
  longest_invocation_s: number;
  idle_mib: number;
  peak_mib: number;
  above_idle_mib: number;
}

/** One large file moved as it would be, and the memory that took. */
export const moveLarge = async (bench: Bench): Promise<{ figures: LargeFigures; missed: string[] }> => {
  const { start, options, signal, print } = bench;
  const servers = bench.servers.emulator;
  const idleKib = await idle(bench);
  const laid = await putLarge(servers, options.largeBytes, signal);
  const mover = start.mover(servers);
  const started = performance.now();
  const { invocations, peakKib } = await playQueue(bench, mover, laid);
  const seconds = (performance.now() - started) / 1000;
  await mover.stop();
  await expectWhole(servers, laid, signal);
  await clear(servers, [laid]);
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
  await sow(servers, SMALL);
  const laid = await lay(servers, SMALL, SMALL.files);
  const mover = start.mover(servers);
  const { peakKib } = await mover.ask({ batches: [laid.map((one) => arrivalOf(one, servers.bucket))] });
  await mover.stop();
  await clear(servers, laid);
  return peakKib;
};

/** @throws Error where dest/ has other bytes, or bytes that do not say whose they are */
const expectWhole = async (
  { s3, bucket: Bucket }: Servers,
  { record, etag, digest }: Laid & { digest: string },
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
    if (Metadata?.[name] !== value) throw new Error(`${record.dest_path} has not ${name} ${value}.`);
};

const mebibytes = (kib: number): number => Math.round((kib / 1024) * 10) / 10;
