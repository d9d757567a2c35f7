import { FileNotFound, type FileRecord, STATUSES } from "@malote/core";
import type { RequestHeaders } from "@malote/core/http";
import { describe, expect, it } from "vitest";
import { aCaller, aFile, anOperator, FILE_ID, NOW } from "../../layers/core/src/testing/builders.ts";
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
