import { FileNotFound, type FileRecord, STATUSES } from "@malote/core";
import type { RequestHeaders } from "@malote/core/http";
import { describe, expect, it } from "vitest";
import { aCaller, aFile, anOperator, FILE_ID, NOW } from "#testing/builders.ts";
import { consultStatus } from "./consult-status.ts";

const consult = (file: FileRecord | undefined, caller = aCaller(), headers: RequestHeaders = {}) =>
  consultStatus({ files: { get: async (id) => (id === FILE_ID ? file : undefined) } })(
    { file_id: FILE_ID },
    caller,
    headers,
  );

describe("GET /consult-status", () => {
  it.each(
    STATUSES.filter((status) => status !== "deleted"),
  )("returns the status %s to the owner", async (status) => {
    await expect(consult(aFile({ status }))).resolves.toEqual({
      etag: '"1"',
      view: { file_id: FILE_ID, file_name: "holiday.jpg", status, created_at: NOW, updated_at: NOW },
    });
  });

  it("returns the reason of an error, and no internal member", async () => {
    const file = aFile({
      status: "error",
      details: "The file has 3 bytes, but 4 were announced.",
      error_code: "size-differs",
      retryable: false,
      cause: "temp/… has 3 bytes",
      lease_owner: "message-1",
      source_etag: '"e"',
    });

    await expect(consult(file)).resolves.toEqual({
      etag: '"1"',
      view: {
        file_id: FILE_ID,
        file_name: "holiday.jpg",
        status: "error",
        details: "The file has 3 bytes, but 4 were announced.",
        error_code: "size-differs",
        retryable: false,
        created_at: NOW,
        updated_at: NOW,
      },
    });
  });

  it.each([
    { what: "of another owner", file: aFile(), caller: aCaller({ sub: "somebody-else" }) },
    { what: "of a user, to an operator", file: aFile(), caller: anOperator() },
    { what: "deleted", file: aFile({ status: "deleted" }), caller: aCaller() },
    { what: "unknown", file: undefined, caller: aCaller() },
  ])("throws the same FileNotFound for a file that is $what", async ({ file, caller }) => {
    const thrownError = await consult(file, caller).catch((thrown: unknown) => thrown);

    expect(thrownError).toEqual(new FileNotFound());
  });
});

describe("the ETag of a status", () => {
  const at = (version: number) => aFile({ version, status: "processing" });
  const ifNoneMatch = (etag: string) => ({ "if-none-match": etag });

  it("is the record's version, quoted", async () => {
    await expect(consult(at(17))).resolves.toMatchObject({ etag: '"17"', view: { status: "processing" } });
  });

  it.each([
    '"17"',
    'W/"17"',
    '"16", "17"',
    "*",
  ])("matches If-None-Match %s, and the response has no view", async (etag) => {
    await expect(consult(at(17), aCaller(), ifNoneMatch(etag))).resolves.toEqual({ etag: '"17"' });
  });

  it.each([
    '"16"',
    '"1"',
    "17",
    "",
  ])("does not match If-None-Match %s, and the response has the view", async (etag) => {
    await expect(consult(at(17), aCaller(), ifNoneMatch(etag))).resolves.toHaveProperty("view");
  });

  it("of another owner's file is never compared: every If-None-Match throws FileNotFound", async () => {
    for (const etag of ["*", '"17"'])
      await expect(consult(at(17), aCaller({ sub: "somebody-else" }), ifNoneMatch(etag))).rejects.toThrow(
        FileNotFound,
      );
  });
});
