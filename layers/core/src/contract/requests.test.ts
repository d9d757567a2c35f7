import fc from "fast-check";
import type { GenericSchema } from "valibot";
import { describe, expect, test } from "vitest";
import { FILE_ID } from "#testing/builders.ts";
import { InvalidRequest } from "../domain/errors.ts";
import { STATUSES } from "../domain/status.ts";
import { readInput } from "../http/input.ts";
import {
  FileReference,
  ListRequest,
  NoInput,
  RemoveRequest,
  SETTABLE_STATUSES,
  UpdateRequest,
  UploadRequest,
} from "./requests.ts";

const faultsOf = (schema: GenericSchema, raw: unknown) => {
  try {
    readInput({ input: schema }, raw);
  } catch (error) {
    if (error instanceof InvalidRequest) return error.faults;
    throw error;
  }
  return [];
};

describe("file_id", () => {
  test("is any UUID as POST /upload returned it", () => {
    fc.assert(
      fc.property(fc.uuid(), (file_id) => {
        expect(readInput({ input: FileReference }, { file_id })).toEqual({ file_id });
      }),
    );
  });

  test.each([
    ["a UUID in braces", `{${FILE_ID}}`],
    ["a UUID and a space", `${FILE_ID} `],
    ["a UUID and a line break", `${FILE_ID}\n`],
    ["a UUID without dashes", FILE_ID.replaceAll("-", "")],
    ["a key", `temp/${FILE_ID}.jpg`],
    ["a relative path", "../../etc/passwd"],
    ["an empty string", ""],
  ])("is not %s", (_, file_id) => {
    expect(faultsOf(FileReference, { file_id })).toEqual([
      { pointer: "#/file_id", detail: "file_id must be the UUID that POST /upload answered." },
    ]);
  });

  test("must be a string", () => {
    expect(faultsOf(FileReference, { file_id: [FILE_ID] })).toEqual([
      { pointer: "#/file_id", detail: "file_id must be a string." },
    ]);
  });
});

describe("an update", () => {
  test.each(SETTABLE_STATUSES)("may set %s", (status) => {
    expect(faultsOf(UpdateRequest, { file_id: FILE_ID, status })).toEqual([]);
  });

  test.each(
    [...STATUSES, "done", "", null].filter(
      (status) => !(SETTABLE_STATUSES as readonly unknown[]).includes(status),
    ),
  )("may not set %j", (status) => {
    expect(faultsOf(UpdateRequest, { file_id: FILE_ID, status })).toEqual([
      {
        pointer: "#/status",
        detail: "status must be one of uploaded, processing, completed, error, quarantined.",
      },
    ]);
  });

  test("has details of up to 1024 characters", () => {
    const update = (length: number) => ({ file_id: FILE_ID, status: "error", details: "a".repeat(length) });

    expect(faultsOf(UpdateRequest, update(1024))).toEqual([]);
    expect(faultsOf(UpdateRequest, update(1025))).toEqual([
      { pointer: "#/details", detail: "details takes up to 1024 characters." },
    ]);
  });

  test("returns all faults at once", () => {
    expect(faultsOf(UpdateRequest, { status: "deleted", details: 5 })).toEqual([
      { pointer: "#/file_id", detail: "file_id is missing." },
      {
        pointer: "#/status",
        detail: "status must be one of uploaded, processing, completed, error, quarantined.",
      },
      { pointer: "#/details", detail: "details must be a string." },
    ]);
  });
});

describe("a list", () => {
  test("needs no parameter, and accepts every parameter as text", () => {
    expect(readInput({ input: ListRequest }, {})).toEqual({});
    const all = { status: "completed", name: "a", limit: "20", cursor: "abc" } as const;
    expect(readInput({ input: ListRequest }, all)).toEqual(all);
  });

  test.each(STATUSES.filter((status) => status !== "deleted"))("may be of files that are %s", (status) => {
    expect(faultsOf(ListRequest, { status })).toEqual([]);
  });

  test.each(["deleted", "done", "Completed", ""])("may not be of files that are %j", (status) => {
    expect(faultsOf(ListRequest, { status })).toEqual([
      {
        pointer: "#/status",
        detail:
          "status must be one of pending, uploaded, processing, completed, quarantined, error, expired.",
      },
    ]);
  });

  test("accepts a limit from 1 to 100 in decimal notation", () => {
    const accepted = Array.from({ length: 202 }, (_, i) => i - 1).filter(
      (limit) => faultsOf(ListRequest, { limit: String(limit) }).length === 0,
    );

    expect(accepted).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test.each([
    "",
    "0",
    "00",
    "01",
    "101",
    "1000",
    "-1",
    "+1",
    "1.0",
    "1e1",
    "0x1",
    " 1",
    "1\n",
    "ten",
    "１",
  ])("refuses the limit %j", (limit) => {
    expect(faultsOf(ListRequest, { limit })).toEqual([
      { pointer: "#/limit", detail: "limit must be a whole number from 1 to 100." },
    ]);
  });

  test("refuses an empty or a very long name or cursor", () => {
    expect(faultsOf(ListRequest, { name: "", cursor: "" })).toEqual([
      { pointer: "#/name", detail: "name must not be empty; leave it out for all names." },
      { pointer: "#/cursor", detail: "cursor must not be empty; leave it out for the first page." },
    ]);
    expect(faultsOf(ListRequest, { name: "a".repeat(256), cursor: "a".repeat(3073) })).toEqual([
      { pointer: "#/name", detail: "name is far too long; part of a name is enough." },
      { pointer: "#/cursor", detail: "cursor is far too long; use next_cursor as it is." },
    ]);
    expect(faultsOf(ListRequest, { name: "a".repeat(255), cursor: "a".repeat(3072) })).toEqual([]);
  });

  test("accepts a tag, and up to ten in a list", () => {
    for (const tag of ["album:summer", ["album:summer"], Array(10).fill("album:summer")])
      expect(faultsOf(ListRequest, { tag })).toEqual([]);
    for (const tag of [Array(11).fill("album:summer"), "a".repeat(321), 7, [7]])
      expect(faultsOf(ListRequest, { tag })).toMatchObject([{ pointer: expect.stringMatching("^#/tag") }]);
  });

  test("has no parameter for another owner", () => {
    expect(faultsOf(ListRequest, { owner: "somebody-else" })).toEqual([
      { pointer: "#/owner", detail: "owner is not known here; leave it out." },
    ]);
  });
});

describe("a request without input", () => {
  test("refuses every parameter", () => {
    expect(readInput({ input: NoInput }, {})).toEqual({});
    expect(faultsOf(NoInput, { limit: "1" })).toEqual([
      { pointer: "#/limit", detail: "limit is not known here; leave it out." },
    ]);
  });
});

describe("the reason of a DELETE", () => {
  test("may be left out, and has up to 1,024 characters", () => {
    expect(faultsOf(RemoveRequest, { file_id: FILE_ID })).toEqual([]);
    expect(faultsOf(RemoveRequest, { file_id: FILE_ID, reason: "ã".repeat(1024) })).toEqual([]);
    expect(faultsOf(RemoveRequest, { file_id: FILE_ID, reason: "a".repeat(1025) })).toEqual([
      { pointer: "#/reason", detail: "reason takes up to 1024 characters." },
    ]);
  });
});

describe("on_behalf_of", () => {
  const request = (on_behalf_of: unknown) => ({
    file_name: "holiday.jpg",
    extension: ".jpg",
    len: 1,
    type: "image/jpeg",
    on_behalf_of,
  });

  test("may be any sub, which is a UUID", () => {
    fc.assert(
      fc.property(fc.uuid(), (sub) => {
        expect(faultsOf(UploadRequest, request(sub))).toEqual([]);
      }),
    );
  });

  test.each(["ana@example.com", `${FILE_ID}\n`, ` ${FILE_ID}`, "", "*"])("is not %j", (sub) => {
    expect(faultsOf(UploadRequest, request(sub))).toEqual([
      { pointer: "#/on_behalf_of", detail: "on_behalf_of must be the sub of a user, a UUID." },
    ]);
  });

  test.each([5, [FILE_ID]])("is not %j", (sub) => {
    expect(faultsOf(UploadRequest, request(sub))).toEqual([
      { pointer: "#/on_behalf_of", detail: "on_behalf_of must be a string." },
    ]);
  });
});
