import { expect } from "vitest";
import type { Change, FileRecord } from "../../../layers/core/src/domain/file.ts";
import { historyOf } from "../../../layers/core/src/domain/history.ts";
import { reachable, type Status } from "../../../layers/core/src/domain/status.ts";
import { sha256, type TestFile } from "./files.ts";
import { inGroups } from "./in-groups.ts";
import { deadLetters, keysUnder, openUploads, queueDepth, readObject, records } from "./look.ts";
import type { Places } from "./types.ts";

/** What is to have become of a file in the end. */
export type Fate = {
  file: TestFile;
  status: Status;
  /** Those in dest/ of a completed file, where they are not the first. */
  bytes?: Uint8Array;
  /** Bytes that were refused stay in temp/, for whoever must look. */
  stays?: boolean;
};

export type Remains = {
  /** Messages in the dead-letter queue. */
  deadLetters?: number;
  /** At most so many multipart uploads that only the lifecycle rule ends (docs/decisions.md, "One gap"). */
  uploads?: number;
};

const READS_AT_ONCE = 16;

/**
 * The world is in order: none lost, none doubled, no record that says something that is not so, nothing left
 * over. Every file there is must be named.
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
      fates.map(({ file, status }) => [labelOf(file), toldBy(found.get(file.record.file_id), status)]),
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
  await inGroups(completed, READS_AT_ONCE, (fate) => expectBytes(world, fate));

  for (const { file } of fates) expectSaneRecord(found.get(file.record.file_id));
  expect((await openUploads(world)).length, "multipart uploads").toBeLessThanOrEqual(remains.uploads ?? 0);
  if (!world.isShared) expect(await queueDepth(world, world.queueUrl), "messages on the queue").toBe(0);
  expect(await deadLetters(world), "dead letters").toBe(remains.deadLetters ?? 0);
};

/** Its status, and why, where it is in an error that nobody expected. */
const toldBy = (record: FileRecord | undefined, expected: Status): string | undefined =>
  record?.status === "error" && expected !== "error" ? `error: ${record.cause}` : record?.status;

/** Its bytes and no others, of its type, stamped as its own. */
const expectBytes = async (world: Places, { file, bytes = file.bytes }: Fate): Promise<void> => {
  const { record } = file;
  const there = await readObject(world, record.dest_path);
  expect({ sha256: sha256(there.bytes), type: there.type, of: there.metadata["malote-file-id"] }).toEqual({
    sha256: sha256(bytes),
    type: record.content_type,
    of: record.file_id,
  });
};

/** A history that the table of transitions has, and nothing of a work under way where the work is done. */
const expectSaneRecord = (record: FileRecord | undefined): void => {
  if (!record) throw new Error("a record is gone");
  const { status, version } = record;
  const history = historyOf(record.history);
  expect(history.at(-1)?.status, "the end of the history").toBe(status);
  expect(history.filter((change) => change.status === "completed").length).toBeLessThanOrEqual(1);
  expect(version, "a version for every change").toBeGreaterThanOrEqual(1 + (history.length - 1) / 2);
  for (const [i, change] of history.entries()) expectReachable(history[i - 1], change);
  if (status === "completed") {
    // A tombstone keeps it, and an error does: whoever comes next has to know what to abort.
    expect(record).not.toHaveProperty("copy_upload_id");
    expect(record).not.toHaveProperty("open_shard");
    expect(record).not.toHaveProperty("lease_owner");
  }
};

const expectReachable = (before: Change | undefined, { status, by }: Change): void => {
  if (before)
    expect(reachable(by, before.status), `${before.status} to ${status} by ${by}`).toContain(status);
};
