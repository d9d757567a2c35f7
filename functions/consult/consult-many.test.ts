import { FileNotFound, type FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aFile, anOperator, aRelay } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { consultMany } from "./consult-many.ts";

const [A, B, C] = [
  "0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
  "1b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
  "2b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
] as const;

const file = (file_id: string, overrides: Partial<FileRecord> = {}) => aFile({ file_id, ...overrides });
const consult = (records: FileRecord[], ids: readonly string[], caller = aCaller(), ifNoneMatch?: string) =>
  consultMany({ files: fakeFiles(...records) })(ids, caller, { "if-none-match": ifNoneMatch });
/** The ids of the files, and "-" for a file that does not exist. */
const found = async (...given: Parameters<typeof consult>) =>
  (await consult(...given)).files?.map((one) => ("file" in one ? one.file.file_id : "-"));

describe("GET /consult-status of several files", () => {
  it("returns them in the order of the ids, and twice if an id is there twice", async () => {
    await expect(found([file(A), file(B), file(C)], [C, A, C, B])).resolves.toEqual([C, A, C, B]);
  });

  it("returns the same for a file that is unknown, deleted, or of another user", async () => {
    const records = [file(A, { owner: "somebody-else" }), file(B, { status: "deleted" })];

    const { files = [] } = await consult(records, [A, B, C]);

    expect(files).toEqual([A, B, C].map((file_id) => ({ file_id, error: new FileNotFound() })));
  });

  it("returns a relay's files to the relay, and an operator nothing more", async () => {
    const records = [file(A, { uploaded_by: aRelay().sub }), file(B)];

    await expect(found(records, [A, B], aRelay())).resolves.toEqual([A, "-"]);
    await expect(found(records, [A, B], aRelay({ groups: [] }))).resolves.toEqual(["-", "-"]);
    await expect(found(records, [A, B], anOperator())).resolves.toEqual(["-", "-"]);
  });
});

describe("the ETag of several files", () => {
  const etagOf = async (...given: Parameters<typeof consult>) => (await consult(...given)).etag;

  it("is weak, and matches the same files of the same versions", async () => {
    const records = [file(A), file(B)];
    const etag = await etagOf(records, [A, B, C]);

    expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
    await expect(consult(records, [A, B, C], aCaller(), etag)).resolves.toEqual({ etag });
  });

  it("changes with a version, a file that appears or goes, and the order of the ids", async () => {
    const etags = [
      await etagOf([file(A), file(B)], [A, B]),
      await etagOf([file(A, { version: 2 }), file(B)], [A, B]),
      await etagOf([file(A)], [A, B]),
      await etagOf([], [A, B]),
      await etagOf([file(A), file(B)], [B, A]),
      await etagOf([file(A), file(B)], [A, A]),
    ];

    expect(new Set(etags).size).toBe(etags.length);
  });

  it("does not change with a file of another user", async () => {
    const theirs = (version: number) => file(B, { owner: "somebody-else", version });

    expect(await etagOf([file(A), theirs(1)], [A, B])).toBe(await etagOf([file(A), theirs(2)], [A, B]));
    expect(await etagOf([file(A), theirs(1)], [A, B])).toBe(await etagOf([file(A)], [A, B]));
  });
});
