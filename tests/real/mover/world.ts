import { randomUUID } from "node:crypto";
import { fakeFiles } from "#testing/fake-files.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import type { Arrival } from "../../../functions/mover/arrival.ts";
import { moveFile } from "../../../functions/mover/move-file.ts";
import type { MoverPorts, TimeLeft } from "../../../functions/mover/ports.ts";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import { EXPIRES_SECONDS, sendForm, type TestBucket } from "../storage/bucket.ts";

const MIB = 1024 ** 2;

/** One record, and a mover with a real bucket. Only the table is a fake. */
export const aMover = (bucket: TestBucket, file: FileRecord) => {
  const files = fakeFiles(file);
  const ports: MoverPorts = {
    files,
    storage: bucket.mover,
    queue: { send: async () => {} },
    parts: { thresholdBytes: 512 * MIB, partBytes: 128 * MIB },
    maxAttempts: 5,
    refusesPrograms: true,
    clock: () => new Date(),
    report: { notAborted: () => {} },
  };
  return {
    ports,
    record: () => files.table.get(file.file_id),

    /** Sends the bytes with the form of POST /upload, as the client does. */
    send: async (bytes: Uint8Array | string): Promise<void> => {
      const { status } = await sendForm(await bucket.storage.presignPost(file, EXPIRES_SECONDS), bytes);
      if (status !== 204) throw new Error(`the form got ${status}`);
    },

    /** Handles one message: by default the first delivery of a new message. */
    move: (arrival: Partial<Arrival> = {}, changed: Partial<MoverPorts> = {}, time: TimeLeft = TIME_LEFT) =>
      moveFile(
        { ...ports, ...changed },
        {
          file_id: file.file_id,
          key_path: file.key_path,
          dest_path: file.dest_path,
          message_id: randomUUID(),
          receive_count: 1,
          ...arrival,
        },
        time,
      ),
  };
};

export type TestMover = ReturnType<typeof aMover>;

/** The same ports, with `run` wrapped around each call to the bucket or the table. */
export const around = (
  ports: MoverPorts,
  run: (call: () => Promise<unknown>, name: string) => Promise<unknown>,
): MoverPorts => {
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, member) {
        const value: unknown = Reflect.get(target, member);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => run(async () => Reflect.apply(value, target, args), String(member));
      },
    });
  return { ...ports, files: wrap(ports.files), storage: wrap(ports.storage) };
};

/** The same ports, with `before` run ahead of each call to the bucket or the table. `before` may throw. */
export const withBefore = (ports: MoverPorts, before: (call: string) => Promise<void>): MoverPorts =>
  around(ports, async (call, name) => {
    await before(name);
    return call();
  });
