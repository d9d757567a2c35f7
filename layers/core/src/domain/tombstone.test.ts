import { describe, expect, test } from "vitest";
import { aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { TransitionNotAllowed } from "./errors.ts";
import type { FileRecord } from "./file.ts";
import { pathKey } from "./path.ts";
import { STATUSES } from "./status.ts";
import { entomb, isLeftToMover, isPastTombstoneCheck } from "./tombstone.ts";

/** When the builders' presigned POST ends, and a minute later. */
const EXPIRY = "2026-11-21T12:15:00.000Z";
const MINUTE_AFTER_EXPIRY = "2026-11-21T12:16:00.000Z";
const LEASE = { status: "processing", lease_owner: "message-1" } as const;

describe("a tombstone", () => {
  test.each(
    STATUSES.filter((status) => status !== "deleted" && status !== "quarantined"),
  )("replaces a file that is %s, with the next version", (status) => {
    const tombstone = entomb(aFile({ status, version: 4 }), NOW);

    expect(tombstone).toMatchObject({
      file_id: FILE_ID,
      status: "deleted",
      version: 5,
      updated_at: NOW,
      key_path: `temp/${FILE_ID}.jpg`,
      dest_path: `dest/${FILE_ID}.jpg`,
    });
    expect(tombstone.history.at(-1)).toEqual({ status: "deleted", at: NOW, by: "owner" });
  });

  test("says who deleted the file and why", () => {
    const tombstone = entomb(aFile({ status: "completed" }), NOW, {
      by: "operator",
      reason: "Court order 7.",
    });

    expect(tombstone.history.at(-1)).toEqual({
      status: "deleted",
      at: NOW,
      by: "operator",
      details: "Court order 7.",
    });
    expect(tombstone.details).toBe("Court order 7.");
  });

  test("leaves the index by-path, and keeps the path", () => {
    const tombstone = entomb(aFile({ path: "trips", path_key: pathKey("trips", NOW) }), NOW);

    expect(tombstone).toMatchObject({ path: "trips" });
    expect(tombstone).not.toHaveProperty("path_key");
  });

  test("is written once", () => {
    expect(() => entomb(aFile({ status: "deleted" }), NOW)).toThrow(TransitionNotAllowed);
  });

  test("has no error of the file any more", () => {
    const tombstone = entomb(
      aFile({
        status: "error",
        details: "Not a picture.",
        error_code: "type-differs",
        cause: "text",
        retryable: false,
        lease_owner: "message-1",
      }),
      NOW,
    );

    for (const name of ["details", "error_code", "cause", "retryable", "lease_owner"])
      expect(tombstone).not.toHaveProperty(name);
  });

  test("does not change the record it is given", () => {
    const file = aFile({ ...LEASE, lease_until: EXPIRY });
    entomb(file, NOW);

    expect(file).toEqual(aFile({ ...LEASE, lease_until: EXPIRY }));
  });
});

describe("a tombstone is in the index until no bytes can arrive any more", () => {
  test.each([
    ["while the presigned POST lasts", aFile(), NOW, MINUTE_AFTER_EXPIRY],
    [
      "after the presigned POST",
      aFile({ status: "completed" }),
      "2026-12-24T12:00:00.000Z",
      "2026-12-24T12:01:00.000Z",
    ],
    [
      "while a lease lasts longer than the POST",
      aFile({ ...LEASE, lease_until: "2026-11-21T12:20:00.000Z" }),
      NOW,
      "2026-11-21T12:21:00.000Z",
    ],
    [
      "while a lease lasts shorter than the POST",
      aFile({ ...LEASE, lease_until: "2026-11-21T12:02:10.000Z" }),
      NOW,
      MINUTE_AFTER_EXPIRY,
    ],
    [
      "after the end of a lease",
      aFile({ ...LEASE, lease_until: "2026-11-21T12:20:00.000Z" }),
      "2026-11-21T12:30:00.000Z",
      "2026-11-21T12:31:00.000Z",
    ],
    ...(["upload_id", "copy_upload_id"] as const).map((name): [string, FileRecord, string, string] => [
      `for an hour longer if S3 may still work on a completion (${name})`,
      aFile({ status: "uploaded", [name]: "upload-1" }),
      "2026-11-21T12:30:00.000Z",
      "2026-11-21T13:30:00.000Z",
    ]),
  ])("%s", (_, file, at, check_at) => {
    expect(entomb(file, at)).toMatchObject({ open_shard: "3", check_at });
  });

  test("and is purged only after its bytes are deleted", () => {
    expect(entomb(aFile(), NOW)).not.toHaveProperty("purge_at");
  });
});

describe("the lease of a mover", () => {
  test.each([NOW, EXPIRY])("at work until %s is kept", (lease_until) => {
    expect(entomb(aFile({ ...LEASE, lease_until }), NOW)).toMatchObject({
      lease_owner: "message-1",
      lease_until,
    });
  });

  test.each([
    ["has ended", { ...LEASE, lease_until: "2026-11-21T11:59:59.999Z" }],
    ["never existed", { status: "processing" }],
    ["led to error", { status: "error", lease_owner: "message-1" }],
  ] as const)("that %s is not kept", (_, file) => {
    const tombstone = entomb(aFile(file), NOW);

    for (const name of ["lease_owner", "lease_until"]) expect(tombstone).not.toHaveProperty(name);
  });
});

describe("bytes that arrive for a tombstone", () => {
  const tombstone = entomb(aFile({ ...LEASE, lease_until: EXPIRY }), NOW);

  test.each([
    ["another message, while the lease is live", "message-2", EXPIRY, true],
    ["the message of the lease itself", "message-1", EXPIRY, false],
    ["another message, after the lease", "message-2", "2026-11-21T12:15:00.001Z", false],
  ])("by %s", (_, messageId, at, expected) => {
    expect(isLeftToMover(tombstone, at, messageId)).toBe(expected);
  });

  test("cannot arrive any more when its check is due or was made", () => {
    expect(isPastTombstoneCheck(tombstone, EXPIRY)).toBe(false);
    expect(isPastTombstoneCheck(tombstone, MINUTE_AFTER_EXPIRY)).toBe(true);
    const { check_at, ...retired } = tombstone;
    expect(isPastTombstoneCheck(retired, NOW)).toBe(true);
    expect(isPastTombstoneCheck(aFile({ status: "completed" }), MINUTE_AFTER_EXPIRY)).toBe(false);
  });
});
