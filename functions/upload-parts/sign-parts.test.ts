import { FileNotFound, type FileRecord, UploadExpired, UploadNotOpen } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, aFile, aRelay, FILE_ID } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { aPlan } from "#testing/plans.ts";
import { type PartsPorts, signParts } from "./sign-parts.ts";

const CRC = "y/Q5Jg==";

const prepare = (record: FileRecord = aPlan(), now?: string) => {
  const signed: unknown[] = [];
  const listParts: PartsPorts["storage"]["listParts"] = async (_, after = 0) => ({
    parts: [after + 1, after + 2].map((number) => ({
      number,
      etag: '"p"',
      size: 10,
      checksums: { ChecksumCRC32: CRC, ChecksumSHA256: "another" },
    })),
    more: after === 0,
  });
  const storage: PartsPorts["storage"] = {
    presignPart: async (_, part, seconds) => {
      signed.push([part, seconds]);
      return {
        url: `https://bucket.example/${part.number}`,
        headers: { "x-amz-checksum-crc32": part.checksum },
      };
    },
    listParts,
  };
  const sign = signParts({ files: fakeFiles(record), storage, expirySeconds: 900, clock: aClock(now) });
  return { sign, signed, storage };
};

const ENDED = "2026-11-21T12:00:00.000Z";

describe("POST /upload-parts", () => {
  it("signs the exact size and the checksum of each part", async () => {
    const { sign, signed } = prepare();

    const view = await sign(
      { file_id: FILE_ID, parts: [1, 3].map((part_number) => ({ part_number, checksum: CRC })) },
      aCaller(),
    );

    expect(view).toEqual({
      file_id: FILE_ID,
      parts: [
        [1, 10],
        [3, 5],
      ].map(([part_number, size]) => ({
        part_number,
        size,
        url: `https://bucket.example/${part_number}`,
        headers: { "x-amz-checksum-crc32": CRC },
        expires_at: "2026-11-21T12:15:00.000Z",
        expires_in: 900,
      })),
    });
    expect(signed).toEqual([
      [{ number: 1, size: 10, checksum: CRC }, 900],
      [{ number: 3, size: 5, checksum: CRC }, 900],
    ]);
  });

  it("signs the only part of an empty file", async () => {
    const { sign, signed } = prepare(aPlan({ len: 0 }));

    await sign({ file_id: FILE_ID, parts: [{ part_number: 1, checksum: CRC }] }, aCaller());

    expect(signed).toEqual([[{ number: 1, size: 0, checksum: CRC }, 900]]);
  });

  it("signs nothing beyond the end of the plan", async () => {
    const { sign, signed } = prepare(aPlan(), "2026-11-28T11:59:00.000Z");

    await sign({ file_id: FILE_ID, parts: [{ part_number: 1, checksum: CRC }] }, aCaller());

    expect(signed).toEqual([[{ number: 1, size: 10, checksum: CRC }, 60]]);
  });

  it("lists the parts with their checksums, page by page", async () => {
    const { sign } = prepare();

    const first = await sign({ file_id: FILE_ID, list: true }, aCaller());
    const second = await sign({ file_id: FILE_ID, list: true, cursor: first.next_cursor }, aCaller());

    expect(first).toEqual({
      file_id: FILE_ID,
      parts: [],
      uploaded: [1, 2].map((part_number) => ({ part_number, size: 10, checksum: CRC })),
      next_cursor: "2",
    });
    expect(second.uploaded?.map(({ part_number }) => part_number)).toEqual([3, 4]);
    expect(second).not.toHaveProperty("next_cursor");
  });

  it("refuses every part that is not in the plan, at once", async () => {
    const { sign, signed } = prepare();

    await expect(
      sign(
        {
          file_id: FILE_ID,
          parts: [
            { part_number: 4, checksum: CRC },
            { part_number: 1, checksum: "AAAAAAAAAAA=" },
            { part_number: 3, checksum: CRC, size: 10 },
          ],
        },
        aCaller(),
      ),
    ).rejects.toMatchObject({
      code: "invalid-request",
      faults: [
        { pointer: "#/parts/0/part_number", detail: "part_number is 4; the plan has 3 parts." },
        {
          pointer: "#/parts/1/checksum",
          detail: "checksum must be the base64 of the 4 bytes of the part's CRC32.",
        },
        { pointer: "#/parts/2/size", detail: "size of part 3 is 5 by the plan; leave size out." },
      ],
    });
    expect(signed).toEqual([]);
  });

  it.each([
    ["of another user", aPlan({ owner: "somebody-else" }), FileNotFound],
    ["that has a form", aFile(), UploadNotOpen],
    ["that was confirmed", aPlan({ status: "uploaded" }), UploadNotOpen],
    ["that is moved", aPlan({ status: "processing" }), UploadNotOpen],
    ["that is completed", aPlan({ status: "completed" }), UploadNotOpen],
    ["that was refused", aPlan({ status: "error", error_code: "type-differs" }), UploadNotOpen],
    ["that was deleted", aPlan({ status: "deleted" }), FileNotFound],
    ["that is expired", aPlan({ status: "expired" }), UploadExpired],
    ["whose plan has ended", aPlan({ expires_at: ENDED }), UploadExpired],
    [
      "that is completed, after its plan's end",
      aPlan({ status: "completed", expires_at: ENDED }),
      UploadNotOpen,
    ],
    [
      "that was confirmed, after its plan's end",
      aPlan({ status: "uploaded", expires_at: ENDED }),
      UploadNotOpen,
    ],
  ])("refuses a file %s", async (_, record, error) => {
    const { sign, signed } = prepare(record);

    await expect(
      sign({ file_id: FILE_ID, parts: [{ part_number: 1, checksum: CRC }] }, aCaller()),
    ).rejects.toThrow(error);
    expect(signed).toEqual([]);
  });

  it("whose parts were missing when its plan ended needs another key, because /upload does not renew it", async () => {
    const { sign } = prepare(aPlan({ status: "error", error_code: "parts-differ", expires_at: ENDED }));

    await expect(sign({ file_id: FILE_ID, list: true }, aCaller())).rejects.toThrow(
      /not all parts came; announce the file again with another Idempotency-Key/,
    );
  });

  it("signs again after the mover found that parts are missing", async () => {
    const { sign } = prepare(aPlan({ status: "error", error_code: "parts-differ" }));

    await expect(
      sign({ file_id: FILE_ID, parts: [{ part_number: 1, checksum: CRC }] }, aCaller()),
    ).resolves.toHaveProperty("parts.length", 1);
  });

  it("responds with 410 if S3 does not know the upload any more", async () => {
    const { sign, storage } = prepare();
    storage.listParts = async () => undefined;

    await expect(sign({ file_id: FILE_ID, list: true }, aCaller())).rejects.toThrow(UploadExpired);
  });
});

describe("a file of unknown length", () => {
  const streamed = aPlan({ len: 0, max_len: 35, uploaded_by: aRelay().sub });
  const part = (part_number: number, size?: number) => ({
    file_id: FILE_ID,
    parts: [{ part_number, checksum: CRC, ...(size !== undefined && { size }) }],
  });

  it("has parts of the sizes that the relay gives, up to max_len", async () => {
    const { sign, signed } = prepare(streamed);

    await sign(part(4, 3), aRelay());

    expect(signed).toEqual([[{ number: 4, size: 3, checksum: CRC }, 900]]);
  });

  it.each([
    [part(1), "size is missing; the length of the file is not known."],
    [part(1, 11), "size is 11; a part of the plan has up to 10 bytes."],
    [part(5, 1), "part_number is 5; the plan has 4 parts."],
  ])("refuses %j", async (request, detail) => {
    const { sign } = prepare(streamed);

    await expect(sign(request, aRelay())).rejects.toMatchObject({ faults: [{ detail }] });
  });
});
