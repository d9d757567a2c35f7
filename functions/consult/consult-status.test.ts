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
  it.each(STATUSES.filter((status) => status !== "deleted"))("tells %s to the owner", async (status) => {
    await expect(consult(aFile({ status }))).resolves.toEqual({
      etag: '"1"',
      view: { file_id: FILE_ID, file_name: "holiday.jpg", status, created_at: NOW, updated_at: NOW },
    });
  });

  it("tells the reason of an error, and nothing of the inside", async () => {
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
    { what: "somebody else's", file: aFile(), caller: aCaller({ sub: "somebody-else" }) },
    { what: "a user's, to an operator", file: aFile(), caller: anOperator() },
    { what: "deleted", file: aFile({ status: "deleted" }), caller: aCaller() },
    { what: "unknown", file: undefined, caller: aCaller() },
  ])("answers alike a file that is $what", async ({ file, caller }) => {
    const answer = await consult(file, caller).catch((thrown: unknown) => thrown);

    expect(answer).toEqual(new FileNotFound());
  });
});

describe("the ETag of a status", () => {
  const at = (version: number) => aFile({ version, status: "processing" });
  const known = (etag: string) => ({ "if-none-match": etag });

  it("is the record's version, quoted", async () => {
    await expect(consult(at(17))).resolves.toMatchObject({ etag: '"17"', view: { status: "processing" } });
  });

  it.each([
    '"17"',
    'W/"17"',
    '"16", "17"',
    "*",
  ])("that the caller has, as %s, is answered without a view", async (etag) => {
    await expect(consult(at(17), aCaller(), known(etag))).resolves.toEqual({ etag: '"17"' });
  });

  it.each(['"16"', '"1"', "17", ""])("that is not %s is answered with the view", async (etag) => {
    await expect(consult(at(17), aCaller(), known(etag))).resolves.toHaveProperty("view");
  });

  it("tells nothing of somebody else's file, not even that it has not changed", async () => {
    for (const etag of ["*", '"17"'])
      await expect(consult(at(17), aCaller({ sub: "somebody-else" }), known(etag))).rejects.toThrow(
        FileNotFound,
      );
  });
});
