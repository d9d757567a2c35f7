import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { aFile, FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { FileStatusChanged } from "../contract/events.ts";
import { advance } from "../domain/advance.ts";
import type { FileRecord } from "../domain/file.ts";
import { HISTORY_LENGTH } from "../domain/history.ts";
import { MAX_TAG_VALUE_BYTES, MAX_TAGS } from "../domain/tags.ts";
import { fileView } from "./file-views.ts";
import { statusEvents } from "./status-events.ts";

const AT = "2026-11-21T12:01:00.000Z";

/** Every member that no reader may see has this word in it. */
const SECRET = "SECRET";
const INSIDE: Partial<FileRecord> = {
  cause: SECRET,
  key_path: `temp/${SECRET}`,
  dest_path: `dest/${SECRET}`,
  quarantine_path: `quarantine/${SECRET}`,
  lease_owner: SECRET,
  lease_id: SECRET,
  upload_id: SECRET,
  copy_upload_id: SECRET,
  copy_source_etag: SECRET,
  source_etag: SECRET,
  confirmed_etag: SECRET,
  sequencer: SECRET,
  release_reason: SECRET,
  path_key: SECRET,
};

/** A claim of an uploaded file in `error`: two changes in one write. */
const before = aFile({ status: "error", version: 4, history: [{ status: "error", at: NOW, by: "mover" }] });
const after = aFile({
  ...INSIDE,
  status: "processing",
  version: 5,
  updated_at: AT,
  history: [
    ...before.history,
    { status: "uploaded", at: AT, by: "mover" },
    { status: "processing", at: AT, by: "mover" },
  ],
});

describe("the events of one write", () => {
  test("are one for each change, each with an id of its own and the status before it", () => {
    expect(statusEvents(before, after)).toMatchObject([
      { id: `${FILE_ID}:5:uploaded`, version: 5, previous: "error", status: "uploaded", updated_at: AT },
      { id: `${FILE_ID}:5:processing`, version: 5, previous: "uploaded", status: "processing" },
    ]);
  });

  test("are the view that the owner has, with owner, version, previous status and id", () => {
    const completed = advance(after, { to: "completed", by: "mover", at: AT });
    expect(statusEvents(after, completed)).toEqual([
      {
        id: `${FILE_ID}:6:completed`,
        version: 6,
        previous: "processing",
        owner: OWNER,
        ...fileView(completed),
      },
    ]);
  });

  test("of a new file have no previous status", () => {
    const [event] = statusEvents(undefined, aFile());
    expect(event).not.toHaveProperty("previous");
    expect(event).toMatchObject({ id: `${FILE_ID}:1:pending`, status: "pending" });
  });

  test("say of a status in between nothing that belongs to the last one", () => {
    const failed: FileRecord = {
      ...after,
      status: "error",
      details: "The bytes differ.",
      error_code: "type-differs",
      retryable: false,
      history: [
        ...before.history,
        { status: "uploaded", at: AT, by: "operator", details: "Try again." },
        { status: "error", at: AT, by: "mover", details: "The bytes differ." },
      ],
    };
    const [first, second] = statusEvents(before, failed);
    expect(first).toMatchObject({ status: "uploaded", details: "Try again." });
    expect(first).not.toHaveProperty("error_code");
    expect(first).not.toHaveProperty("retryable");
    expect(first?.history).toEqual(failed.history.slice(0, 2));
    expect(second).toMatchObject({ status: "error", error_code: "type-differs", retryable: false });
  });

  test("match their schema, and have nothing that only the service may know", () => {
    for (const event of [...statusEvents(before, after), ...statusEvents(undefined, aFile(INSIDE))]) {
      expect(v.safeParse(v.strictObject(FileStatusChanged.entries), event).issues).toBeUndefined();
      expect(JSON.stringify(event)).not.toContain(SECRET);
    }
  });

  test("are smaller than 256 KB, also with everything that a record may have", () => {
    const details = "€".repeat(1024);
    const history = Array.from({ length: HISTORY_LENGTH }, (_, i) => ({
      status: i % 2 === 0 ? ("quarantined" as const) : ("completed" as const),
      at: AT,
      by: "operator" as const,
      details,
    }));
    const tags = Object.fromEntries(
      Array.from({ length: MAX_TAGS }, (_, i) => [`${i}`.padEnd(64, "k"), "t".repeat(MAX_TAG_VALUE_BYTES)]),
    );
    const last = { status: "deleted" as const, at: AT, by: "operator" as const, details };
    const whole = aFile({ details, tags, path: "p".repeat(1024), file_name: "n".repeat(255), history });
    const [event] = statusEvents(whole, { ...whole, version: 9, history: [...history.slice(1), last] });
    expect(JSON.stringify(event).length).toBeGreaterThan(20_000);
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(128 * 1024);
  });
});
