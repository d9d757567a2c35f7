import type { ObjectHead } from "@malote/core";
import { describe, expect, test } from "vitest";
import { NOW, OWNER } from "#testing/builders.ts";
import type { Place } from "./place-of.ts";
import { recordOf } from "./record-of.ts";
import { aWorld, KEY } from "./testing/world.ts";

const { ports } = aWorld();
const object = { key: KEY, etag: '"e"', sequencer: "1", written_at: NOW, event: {} };
const place: Place = { owner: OWNER, file_name: "May 1+2.txt", path: "reports/2026" };
const source: ObjectHead = { etag: '"e"', size: 5, metadata: {}, checksums: { CRC32: "yZRlqg==" } };
const made = (overrides: { place?: Partial<Place>; source?: Partial<ObjectHead>; object?: object } = {}) =>
  recordOf(
    ports,
    { ...object, ...overrides.object },
    { ...place, ...overrides.place },
    { ...source, ...overrides.source },
  );

describe("the record of an object", () => {
  test("waits for its bytes like any other, with what S3 and the key say of them", () => {
    const file = made();
    expect(file).toMatchObject({
      owner: OWNER,
      uploaded_by: "inbox",
      file_name: "May 1+2.txt",
      path: "reports/2026",
      extension: ".txt",
      content_type: "text/plain",
      len: 5,
      checksum: { algorithm: "CRC32", value: "yZRlqg==" },
      status: "pending",
      version: 1,
      key_path: `temp/${file.file_id}.txt`,
      dest_path: `dest/${file.file_id}.txt`,
      expires_at: "2026-11-21T13:00:00.000Z",
      check_at: "2026-11-21T13:00:00.000Z",
      history: [{ status: "pending", at: NOW, by: "inbox" }],
    });
  });

  test("has one id for one write, and another for another key, other bytes or a later write", () => {
    const ids = [{}, { key: `${KEY}x` }, { etag: '"f"' }, { sequencer: "2" }].map(
      (more) => made({ object: more }).file_id,
    );
    expect(made().file_id).toBe(ids[0]);
    expect(new Set(ids).size).toBe(4);
  });

  test("without an extension is of no known type", () => {
    expect(made({ place: { file_name: "README" } })).toMatchObject({
      extension: "",
      content_type: "application/octet-stream",
      status: "pending",
    });
  });

  test("in parts has no SHA-256, and more time: it is copied twice", () => {
    const size = 2 ** 41;
    const uploads = { ...ports.uploads, rules: [] };
    const large = recordOf({ ...ports, uploads }, object, place, {
      ...source,
      size,
      checksums: { SHA256: "c2hh" },
    });
    expect(large).not.toHaveProperty("checksum");
    // 2 x 2 TiB at 512 MiB a second are 8192 s.
    expect(large).toMatchObject({
      requested_at: "2026-11-21T14:16:32.000Z",
      expires_at: "2026-11-21T16:33:04.000Z",
    });
    expect(made({ source: { checksums: { SHA256: "c2hh" } } })).toMatchObject({
      checksum: { algorithm: "SHA256" },
    });
  });
});

describe("a refused object", () => {
  test.each([
    ["an extension", { place: { file_name: "a.exe" } }, "type-not-allowed", /^\.exe is not taken here/],
    ["its size", { source: { size: 1001 } }, "file-too-large", /up to 1000 bytes/],
    ["its name", { place: { file_name: "a\nb.txt" } }, "name-not-accepted", /control characters/],
    ["its path", { place: { path: "a//b" } }, "name-not-accepted", /^each folder of path/],
  ])("for %s is in error, with its reason", (_, overrides, code, details) => {
    const file = made(overrides);
    expect(file).toMatchObject({
      status: "error",
      error_code: code,
      details: expect.stringMatching(details),
      retryable: false,
      ended: "error",
      ended_at: NOW,
      version: 1,
    });
    expect(file.history).toEqual([{ status: "error", at: NOW, by: "inbox", details: file.details }]);
    for (const name of ["open_shard", "check_at"]) expect(file).not.toHaveProperty(name);
  });

  test("has a name that a list can show", () => {
    expect(made({ place: { file_name: "a\nb\\c.txt" } }).file_name).toBe("a_b_c.txt");
    const long = made({ place: { file_name: `${"€".repeat(100)}.txt` } });
    expect(long).toMatchObject({ error_code: "name-not-accepted", file_name: "€".repeat(85) });
  });

  test("has no path that is refused", () => {
    expect(made({ place: { path: "a//b" } })).not.toHaveProperty("path");
    expect(made({ place: { file_name: "a.exe" } })).toMatchObject({ path: "reports/2026" });
  });
});
