import { expect } from "vitest";
import type { Change, FileRecord } from "../../../layers/core/src/domain/file.ts";
import { historyOf } from "../../../layers/core/src/domain/history.ts";
import { quarantinePath } from "../../../layers/core/src/domain/keys.ts";
import { reachable, type Status } from "../../../layers/core/src/domain/status.ts";
import { sha256, type TestFile } from "./files.ts";
import { inGroups } from "./in-groups.ts";
import { deadLetters, keysUnder, openUploads, queueDepth, readObject, records } from "./look.ts";
import type { Places } from "./types.ts";

/** The expected outcome of a file. */
export type Fate = {
  file: TestFile;
  status: Status;
  /** The bytes in dest/ of a completed file, if they are not the announced bytes. */
  bytes?: Uint8Array;
  /** Whether quarantine/ has the bytes: of a quarantined file, or of one that was released. */
  inQuarantine?: boolean;
  /** Whether temp/ still has bytes, for example refused ones. */
  stays?: boolean;
};

export type Remains = {
  /** Messages in the dead-letter queue. */
  deadLetters?: number;
  /** The highest number of multipart uploads that only the lifecycle rule aborts (docs/decisions.md, "One gap"). */
  uploads?: number;
  /** Keys in inbox/. */
  inbox?: string[];
};

const READS_AT_ONCE = 16;

/**
 * Asserts that no file is lost or doubled, that no record is wrong, and that nothing is left over. `fates` must have
 * every file.
 */
export const expectInOrder = async (
  world: Places,
  fates: readonly Fate[],
  remains: Remains = {},
): Promise<void> => {
  const found = await records(world);
  const labelOf = ({ record }: TestFile) => world.labels.get(record.file_id);
  expect([...found.keys()].toSorted()).toEqual(fates.map(({ file }) => file.record.file_id).toSorted());
  expect(
    Object.fromEntries(
      fates.map(({ file, status }) => [labelOf(file), statusOf(found.get(file.record.file_id), status)]),
    ),
    "statuses",
  ).toEqual(Object.fromEntries(fates.map(({ file, status }) => [labelOf(file), status])));

  const completed = fates.filter(({ status }) => status === "completed");
  const keysOf = (some: readonly Fate[], key: "dest_path" | "key_path") =>
    some.map(({ file }) => file.record[key]).toSorted();
  expect(await keysUnder(world, "dest/"), "dest/").toEqual(keysOf(completed, "dest_path"));
  expect(await keysUnder(world, "temp/"), "temp/").toEqual(
    keysOf(
      fates.filter(({ stays }) => stays),
      "key_path",
    ),
  );
  if (!world.isShared) expect(await keysUnder(world, "inbox/"), "inbox/").toEqual(remains.inbox ?? []);
  expect(await keysUnder(world, "quarantine/"), "quarantine/").toEqual(
    fates
      .filter(({ inQuarantine }) => inQuarantine)
      .map(({ file }) => quarantinePath(file.record.file_id, file.record.extension))
      .toSorted(),
  );
  await inGroups(completed, READS_AT_ONCE, (fate) => expectBytes(world, fate));

  for (const { file } of fates) expectSaneRecord(found.get(file.record.file_id));
  expect((await openUploads(world)).length, "multipart uploads").toBeLessThanOrEqual(remains.uploads ?? 0);
  if (!world.isShared) expect(await queueDepth(world, world.queueUrl), "messages on the queue").toBe(0);
  expect(await deadLetters(world), "dead letters").toBe(remains.deadLetters ?? 0);
};

/** The status of a record, with its cause if it is an unexpected error. */
const statusOf = (record: FileRecord | undefined, expected: Status): string | undefined =>
  record?.status === "error" && expected !== "error" ? `error: ${record.cause}` : record?.status;

/** Asserts that dest/ has exactly the file's bytes, with its type and its id in the metadata. */
const expectBytes = async (world: Places, { file, bytes = file.bytes }: Fate): Promise<void> => {
  const { record } = file;
  const stored = await readObject(world, record.dest_path);
  expect({ sha256: sha256(stored.bytes), type: stored.type, of: stored.metadata["malote-file-id"] }).toEqual({
    sha256: sha256(bytes),
    type: record.content_type,
    of: record.file_id,
  });
};

/** Asserts that the table of transitions allows the history, and that a completed file has no traces of the move. */
const expectSaneRecord = (record: FileRecord | undefined): void => {
  if (!record) throw new Error("a record is gone");
  const { status, version } = record;
  const history = historyOf(record.history);
  expect(history.at(-1)?.status, "the end of the history").toBe(status);
  const times = (wanted: Status) => history.filter((change) => change.status === wanted).length;
  expect(times("completed")).toBeLessThanOrEqual(1 + times("quarantined"));
  expect(version, "a version for every change").toBeGreaterThanOrEqual(1 + (history.length - 1) / 2);
  for (const [i, change] of history.entries()) expectReachable(history[i - 1], change);
  if (status === "quarantined") expect(record.quarantine_step).toBe("held");
  if (status === "completed" || status === "quarantined") {
    // A tombstone and an error keep it, because a later delete or retry needs the upload's id.
    expect(record).not.toHaveProperty("copy_upload_id");
    expect(record).not.toHaveProperty("open_shard");
    expect(record).not.toHaveProperty("lease_owner");
  }
};

const expectReachable = (before: Change | undefined, { status, by }: Change): void => {
  if (before)
    expect(reachable(by, before.status), `${before.status} to ${status} by ${by}`).toContain(status);
};
