import { type FileRecord, newFile } from "@malote/core";
import { describe, expect, it } from "vitest";
import { FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { readIndexes } from "../../../bench/bill/dynamodb/indexes.ts";
import { unitsOfWrite, type WriteUnits } from "../../../bench/bill/dynamodb/units.ts";

// DynamoDB bills a write unit for each KB of a record, and of each of its index entries.

/** A usual file, with the changes of a whole move in its history. */
const aRecord = (labels: Partial<Pick<FileRecord, "path" | "tags">> = {}): FileRecord => {
  const file = newFile(
    {
      file_id: FILE_ID,
      owner: OWNER,
      file_name: "IMG_20261121_120000 Lisbon at night.jpg",
      extension: ".jpg",
      content_type: "image/jpeg",
      len: 482_113,
      ...labels,
    },
    NOW,
    900,
  );
  const moved = ["uploaded", "processing", "completed"] as const;
  const history = [...file.history, ...moved.map((status) => ({ status, at: NOW, by: "mover" }) as const)];
  return { ...file, history };
};

/** The units of a new record with these members, without those of the index `open`. */
const unitsOf = (record: FileRecord) => {
  const { open, ...units }: WriteUnits = { "by-path": 0, ...unitsOfWrite(undefined, record, readIndexes()) };
  return units;
};

const LONGEST_TAGS = Object.fromEntries(
  Array.from({ length: 10 }, (_, i) => [`${i}`.padEnd(64, "k"), "v".repeat(128)]),
);

describe("a write of a file costs, in units,", () => {
  it.each([
    ["no entry in by-path without a path", {}, { table: 1, "by-owner": 1, "by-path": 0 }],
    ["one more with a path", { path: "trips/2026/lisbon" }, { table: 1, "by-owner": 1, "by-path": 1 }],
    ["with the longest path", { path: "p".repeat(1024) }, { table: 3, "by-owner": 2, "by-path": 3 }],
    ["with the longest tags", { tags: LONGEST_TAGS }, { table: 3, "by-owner": 3, "by-path": 0 }],
    ["with both", { path: "p".repeat(1024), tags: LONGEST_TAGS }, { table: 5, "by-owner": 4, "by-path": 5 }],
  ])("%s", (_, labels, units) => {
    expect(unitsOf(aRecord(labels))).toEqual(units);
  });
});
