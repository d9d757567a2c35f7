import { type FileRecord, newFile } from "@malote/core";
import { describe, expect, it } from "vitest";
import { FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { property } from "../template.ts";

// DynamoDB bills a write unit for each KB of a record, and of each of its index entries. The size of an item is that of its
// names and values: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html

type Index = {
  IndexName: string;
  KeySchema: { AttributeName: string }[];
  Projection: { NonKeyAttributes: string[] };
};
const INDEXES = property<Index[]>("Files", "GlobalSecondaryIndexes");

const sizeOf = (value: unknown): number => {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "boolean") return 1;
  // Up to 21 bytes, and a record has three small ones.
  if (typeof value === "number") return Math.ceil(String(value).length / 2) + 1;
  // Each list or map has 3 bytes, and each of its elements 1.
  const elements: [string, unknown][] = Array.isArray(value)
    ? value.map((element) => ["", element])
    : Object.entries(value as object);
  return elements.reduce((sum, [name, element]) => sum + 1 + Buffer.byteLength(name) + sizeOf(element), 3);
};
const bytesOf = (item: object): number => sizeOf(item) - 3 - Object.keys(item).length;
const unitsOf = (item: object): number => Math.ceil(bytesOf(item) / 1024);

/** The entry of a record in an index; undefined if it has not all keys of the index. */
const entryOf = (record: FileRecord, name: string): object | undefined => {
  const index = INDEXES.find(({ IndexName }) => IndexName === name);
  if (!index) throw new Error(`there is no index ${name}`);
  const keys = index.KeySchema.map(({ AttributeName }) => AttributeName);
  if (!keys.every((key) => key in record)) return undefined;
  const kept = ["file_id", ...keys, ...index.Projection.NonKeyAttributes];
  return Object.fromEntries(Object.entries(record).filter(([attribute]) => kept.includes(attribute)));
};

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

const unitsOfWrite = (record: FileRecord) => ({
  record: unitsOf(record),
  ...Object.fromEntries(
    ["by-owner", "by-path"].map((name) => {
      const entry = entryOf(record, name);
      return [name, entry ? unitsOf(entry) : 0];
    }),
  ),
});

const LONGEST_TAGS = Object.fromEntries(
  Array.from({ length: 10 }, (_, i) => [`${i}`.padEnd(64, "k"), "v".repeat(128)]),
);

describe("a write of a file costs, in units,", () => {
  it.each([
    ["no entry in by-path without a path", {}, { record: 1, "by-owner": 1, "by-path": 0 }],
    ["one more with a path", { path: "trips/2026/lisbon" }, { record: 1, "by-owner": 1, "by-path": 1 }],
    ["with the longest path", { path: "p".repeat(1024) }, { record: 3, "by-owner": 2, "by-path": 3 }],
    ["with the longest tags", { tags: LONGEST_TAGS }, { record: 3, "by-owner": 3, "by-path": 0 }],
    ["with both", { path: "p".repeat(1024), tags: LONGEST_TAGS }, { record: 5, "by-owner": 4, "by-path": 5 }],
  ])("%s", (_, labels, units) => {
    expect(unitsOfWrite(aRecord(labels))).toEqual(units);
  });
});
