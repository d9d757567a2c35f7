import type { Deliveries, FileRecord, MoveMessage } from "@malote/core";
import { aFileOf, aJpeg, aSteppingClock } from "#testing/builders.ts";
import { fakeBucket } from "#testing/fake-bucket.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import type { ReceivePorts, Report } from "../receive-message.ts";
import { BUCKET } from "./builders.ts";

export const aReport = () => {
  const lines = {
    dropped: [] as string[],
    moved: [] as string[],
    refused: [] as string[],
    postponed: [] as number[],
    undelayed: [] as unknown[],
    notAborted: [] as unknown[],
  };
  const report: Report = {
    dropped: (reason) => lines.dropped.push(reason),
    moved: (_, outcome) => lines.moved.push(outcome),
    refused: (_, reason) => lines.refused.push(reason),
    postponed: (_, seconds) => lines.postponed.push(seconds),
    undelayed: (_, cause) => lines.undelayed.push(cause),
    notAborted: (_, cause) => lines.notAborted.push(cause),
  };
  return { ...lines, report };
};

/**
 * One file whose bytes are in temp/, and the ports that the mover needs.
 * With `bytes: null`, temp/ is empty.
 */
export const aWorld = ({
  bytes = aJpeg(),
  file: overrides = {},
  maxAttempts = 5,
  refusesPrograms = true,
  parts = { thresholdBytes: 1000, partBytes: 100 },
}: {
  bytes?: Uint8Array | null;
  file?: Partial<FileRecord>;
  maxAttempts?: number;
  refusesPrograms?: boolean;
  parts?: ReceivePorts["parts"];
} = {}) => {
  const file = aFileOf(bytes ?? aJpeg(), overrides);
  const files = fakeFiles(file);
  const bucket = fakeBucket();
  if (bytes) bucket.put(file.key_path, bytes);
  const time = aSteppingClock();
  const reported = aReport();
  const delays: number[] = [];
  const deliveries: Deliveries = {
    async delay(_, seconds) {
      delays.push(seconds);
    },
  };
  const sent: MoveMessage[] = [];
  const ports: ReceivePorts = {
    files,
    storage: bucket,
    queue: {
      async send({ key_path, file_id, dest_path }) {
        sent.push({ key_path, file_id, dest_path });
      },
    },
    parts,
    deliveries,
    bucket: BUCKET,
    maxAttempts,
    refusesPrograms,
    clock: time.clock,
    report: reported.report,
  };
  /** The record as it is now. */
  const record = (): FileRecord | undefined => files.table.get(file.file_id);
  const keys = (): string[] => [...bucket.objects.keys()].sort();
  return { file, files, bucket, time, reported, delays, sent, ports, record, keys };
};

export type World = ReturnType<typeof aWorld>;
