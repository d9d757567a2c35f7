import type { IncomingBytes } from "../../types/incoming-file.ts";
import type { DiskFile } from "../disk/disk.ts";
import type { Row } from "../journal/row.ts";
import { noSuchUpload, wrongOffset } from "../problems.ts";
import type { SpoolParts } from "../spool-parts.ts";
import { type Written, writeBody } from "../write-body.ts";
import { dropUnrecorded } from "./drop-unrecorded.ts";

/** Bytes of a long body after which what has arrived is made durable, so that a killed relay loses no more of it. */
const STEP = 32 * 1024 ** 2;

/**
 * Appends a body to an upload. What has arrived of a body that is cut off is kept.
 * @returns the new offset, when it is durable
 * @throws Problem 400, 404, 409 if the offset is another one, 413, 503, 507
 */
export async function append(
  parts: SpoolParts,
  id: string,
  offset: number,
  bytes: IncomingBytes,
  signal?: AbortSignal,
): Promise<number> {
  const row = await parts.queue.run("get", id);
  if (!row) throw noSuchUpload();
  if (row.state !== "receiving") throw wrongOffset(row.received);
  if (offset !== row.received) throw wrongOffset(row.received);
  await dropUnrecorded(parts, row);
  const file = await parts.disk.open(parts.partOf(id));
  try {
    return await receive(parts, row, file, bytes, signal);
  } finally {
    await file.close();
  }
}

async function receive(
  { queue, room, uploads }: SpoolParts,
  row: Row,
  file: DiskFile,
  bytes: IncomingBytes,
  signal?: AbortSignal,
): Promise<number> {
  let durable: Written = { length: row.received, crc: row.running_crc };
  let written = durable;
  let failure: { error: unknown } | undefined;
  let recording: Promise<void> | undefined;
  const stop = new AbortController();

  const record = async () => {
    const reached = written;
    if (failure || reached.length === durable.length) return;
    try {
      await file.sync();
      await queue.run("progress", row.id, reached.length, reached.crc);
      durable = reached;
    } catch (error) {
      // After a failed fsync nothing more of this body is trusted. The next request starts at the recorded offset.
      failure = { error };
      stop.abort(error);
    }
  };
  const onWritten = (now: Written) => {
    written = now;
    if (recording || written.length - durable.length < STEP) return;
    recording = record().finally(() => {
      recording = undefined;
    });
  };

  const reserved = uploads.get(row.id) ?? room.adopt(row.size ?? row.received, row.received);
  uploads.set(row.id, reserved);
  const target = { file, from: durable, size: row.size ?? undefined, room: reserved, onWritten };
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  let cutOff: { error: unknown } | undefined;
  await writeBody(target, bytes, either).catch((error: unknown) => {
    cutOff = { error };
  });
  await recording;
  await record();
  const failed = failure as { error: unknown } | undefined;
  if (failed) throw failed.error;
  if (cutOff) throw (cutOff as { error: unknown }).error;
  return durable.length;
}
