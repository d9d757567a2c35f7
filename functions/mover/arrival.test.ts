import { describe, expect, it } from "vitest";
import { FILE_ID } from "#testing/builders.ts";
import { aMoveMessage, anArrival, anS3Event, anSqsRecord, BUCKET } from "#testing/mover/builders.ts";
import { readArrivals } from "./arrival.ts";
import { MessageRefused } from "./faults.ts";

const read = (body: string, delivery: { messageId?: string; receiveCount?: number } = {}) =>
  readArrivals(anSqsRecord({ body, ...delivery }), BUCKET);

const OTHER_ID = "1c1e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b";

describe("a move message", () => {
  it("is one arrival, with the id and the receive count of its message", () => {
    expect(read(aMoveMessage(), { messageId: "message-7", receiveCount: 3 })).toEqual({
      arrivals: [anArrival({ message_id: "message-7", receive_count: 3 })],
      dropped: [],
    });
  });

  it.each([
    ["an unknown member", { key_path: "temp/a", file_id: "a", dest_path: "dest/a", priority: 1 }],
    ["no dest_path", { key_path: "temp/a", file_id: "a" }],
    ["no key_path", { dest_path: "dest/a", file_id: "a" }],
    ["no file_id", { key_path: "temp/a", dest_path: "dest/a" }],
    ["a member that is not a string", { key_path: "temp/a", file_id: 7, dest_path: "dest/a" }],
    ["a name in another case", { Key_path: "temp/a", file_id: "a", dest_path: "dest/a" }],
    ["no members", {}],
  ])("is refused with %s", (_, message) => {
    expect(() => read(JSON.stringify(message))).toThrow(MessageRefused);
  });
});

describe("an S3 event", () => {
  it("is an arrival with the ETag and the sequencer of the bytes", () => {
    const body = anS3Event({ eTag: "0123", sequencer: "00A1" });

    expect(read(body, { receiveCount: 2 })).toEqual({
      arrivals: [anArrival({ receive_count: 2, event: { etag: "0123", sequencer: "00A1" } })],
      dropped: [],
    });
  });

  it.each([
    "ObjectCreated:Post",
    "ObjectCreated:Put",
    "ObjectCreated:CompleteMultipartUpload",
  ])("%s is an arrival", (eventName) => {
    expect(read(anS3Event({ eventName })).arrivals).toHaveLength(1);
  });

  it.each([
    { key: `temp%2F${FILE_ID}.jpg`, extension: ".jpg" },
    { key: `temp/${FILE_ID}%2Ejpg`, extension: ".jpg" },
    { key: `temp/${FILE_ID}`, extension: "" },
    { key: `temp/${FILE_ID}.tar_gz`, extension: ".tar_gz" },
  ])("has its key decoded (%#): $key", ({ key, extension }) => {
    expect(read(anS3Event({ key })).arrivals).toEqual([
      expect.objectContaining({
        file_id: FILE_ID,
        key_path: `temp/${FILE_ID}${extension}`,
        dest_path: `dest/${FILE_ID}${extension}`,
      }),
    ]);
  });

  it("may have several records: the valid ones are arrivals, and the reasons of the others are returned", () => {
    const body = anS3Event(
      {},
      { eventName: "ObjectRemoved:Delete" },
      { key: `temp/${OTHER_ID}.jpg` },
      { bucket: "another" },
    );

    const { arrivals, dropped } = read(body);

    expect(arrivals.map(({ file_id }) => file_id)).toEqual([FILE_ID, OTHER_ID]);
    expect(dropped).toEqual(["not-a-creation", "other-bucket"]);
  });

  it.each([
    ["not-a-creation", { eventName: "ObjectRemoved:Delete" }],
    ["not-a-creation", { eventName: "ObjectTagging:Put" }],
    ["other-bucket", { bucket: "malote-files-2" }],
    ["other-prefix", { key: `dest/${FILE_ID}.jpg` }],
    ["other-prefix", { key: `temporary/${FILE_ID}.jpg` }],
    ["other-prefix", { key: `x/temp/${FILE_ID}.jpg` }],
    ["foreign-key", { key: "temp/holiday.jpg" }],
    ["foreign-key", { key: `temp/${FILE_ID}+copy.jpg` }],
    ["foreign-key", { key: `temp/a%2F${FILE_ID}.jpg` }],
    ["foreign-key", { key: `temp/..%2Fdest%2F${FILE_ID}.jpg` }],
    ["foreign-key", { key: `temp/${FILE_ID}.jpg%2Fmore` }],
    ["foreign-key", { key: `temp/${FILE_ID}.jpg%0A` }],
    ["foreign-key", { key: `temp/${FILE_ID.toUpperCase()}.jpg` }],
    ["foreign-key", { key: `temp/${FILE_ID}.%F0%9F%8E%89` }],
    ["foreign-key", { key: "temp/100%.jpg" }],
  ])("is dropped as %s: %j", (reason, object) => {
    expect(read(anS3Event(object))).toEqual({ arrivals: [], dropped: [reason] });
  });

  it.each([
    ["no records", { Records: "none" }],
    ["a record that is null", { Records: [null] }],
    ["a record without s3", { Records: [{ eventName: "ObjectCreated:Put" }] }],
    [
      "a record without a key",
      { Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: BUCKET }, object: {} } }] },
    ],
    [
      "a record without a bucket",
      { Records: [{ eventName: "ObjectCreated:Put", s3: { object: { key: `temp/${FILE_ID}.jpg` } } }] },
    ],
    [
      "a record without an event name",
      { Records: [{ s3: { bucket: { name: BUCKET }, object: { key: `temp/${FILE_ID}.jpg` } } }] },
    ],
  ])("is refused with %s", (_, body) => {
    expect(() => read(JSON.stringify(body))).toThrow(MessageRefused);
  });
});

it("drops the test event that S3 sends when the notification is set up", () => {
  const body = JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: BUCKET });

  expect(read(body)).toEqual({ arrivals: [], dropped: ["test-event"] });
});

it.each([
  "",
  "hello",
  "{",
  "null",
  "7",
  "true",
  '"temp/a"',
  "[]",
  "[1]",
  "[null]",
  "<xml/>",
])("refuses a body that is no message: %s", (body) => {
  expect(() => read(body)).toThrow(MessageRefused);
});
