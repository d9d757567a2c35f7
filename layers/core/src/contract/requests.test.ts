import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidRequest } from "../domain/errors.ts";
import { STATUSES } from "../domain/status.ts";
import { readInput } from "../http/input.ts";
import { FILE_ID } from "../testing/builders.ts";
import { FileReference, SETTABLE_STATUSES, UpdateRequest } from "./requests.ts";

const faultsOf = (schema: typeof FileReference | typeof UpdateRequest, raw: unknown) => {
  try {
    readInput(schema, raw);
  } catch (error) {
    if (error instanceof InvalidRequest) return error.faults;
    throw error;
  }
  return [];
};

describe("file_id", () => {
  test("is any UUID as it was answered", () => {
    fc.assert(
      fc.property(fc.uuid(), (file_id) => {
        expect(readInput(FileReference, { file_id })).toEqual({ file_id });
      }),
    );
  });

  test.each([
    ["in capitals", FILE_ID.toUpperCase()],
    ["in braces", `{${FILE_ID}}`],
    ["with a space", `${FILE_ID} `],
    ["with a line break", `${FILE_ID}\n`],
    ["without dashes", FILE_ID.replaceAll("-", "")],
    ["a key", `temp/${FILE_ID}.jpg`],
    ["a way up", "../../etc/passwd"],
    ["nothing", ""],
  ])("is not one %s", (_, file_id) => {
    expect(faultsOf(FileReference, { file_id })).toEqual([
      { pointer: "#/file_id", detail: "file_id must be the UUID that POST /upload answered." },
    ]);
  });

  test("is a string", () => {
    expect(faultsOf(FileReference, { file_id: [FILE_ID] })).toEqual([
      { pointer: "#/file_id", detail: "file_id must be a string." },
    ]);
  });
});

describe("an update", () => {
  test.each(SETTABLE_STATUSES)("may ask for %s", (status) => {
    expect(faultsOf(UpdateRequest, { file_id: FILE_ID, status })).toEqual([]);
  });

  test.each(
    [...STATUSES, "done", "", null].filter(
      (status) => !(SETTABLE_STATUSES as readonly unknown[]).includes(status),
    ),
  )("may not ask for %j", (status) => {
    expect(faultsOf(UpdateRequest, { file_id: FILE_ID, status })).toEqual([
      { pointer: "#/status", detail: "status must be one of uploaded, processing, completed, error." },
    ]);
  });

  test("has details of up to 1024 characters", () => {
    const update = (length: number) => ({ file_id: FILE_ID, status: "error", details: "a".repeat(length) });

    expect(faultsOf(UpdateRequest, update(1024))).toEqual([]);
    expect(faultsOf(UpdateRequest, update(1025))).toEqual([
      { pointer: "#/details", detail: "details takes up to 1024 characters." },
    ]);
  });

  test("tells all that is wrong at once", () => {
    expect(faultsOf(UpdateRequest, { status: "deleted", details: 5 })).toEqual([
      { pointer: "#/file_id", detail: "file_id is missing." },
      { pointer: "#/status", detail: "status must be one of uploaded, processing, completed, error." },
      { pointer: "#/details", detail: "details must be a string." },
    ]);
  });
});
