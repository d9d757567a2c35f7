import { FileNotFound, type FileRecord, STATUSES } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, aFile, anOperator, FILE_ID, NOW } from "#testing/builders.ts";
import { downloadFile } from "./download-file.ts";

const prepare = (file: FileRecord | undefined) => {
  const signed: unknown[] = [];
  const download = downloadFile({
    files: { get: async () => file },
    downloads: {
      presignDownload: async ({ dest_path }, seconds) => {
        signed.push([dest_path, seconds]);
        return "https://bucket.example/signed";
      },
    },
    clock: aClock(),
  });
  return { download: (caller = aCaller()) => download({ file_id: FILE_ID }, caller), signed };
};

describe("GET /files/{file_id}", () => {
  it("returns a completed file with a URL for 15 minutes", async () => {
    const { download, signed } = prepare(aFile({ status: "completed", source_etag: '"e"' }));

    await expect(download()).resolves.toEqual({
      file_id: FILE_ID,
      file_name: "holiday.jpg",
      status: "completed",
      created_at: NOW,
      updated_at: NOW,
      extension: ".jpg",
      type: "image/jpeg",
      len: 482_113,
      history: [{ status: "pending", at: NOW, by: "owner" }],
      download: { url: "https://bucket.example/signed", expires_at: "2026-11-21T12:15:00.000Z" },
    });
    expect(signed).toEqual([[`dest/${FILE_ID}.jpg`, 900]]);
  });

  it.each(
    STATUSES.filter((status) => status !== "completed" && status !== "deleted"),
  )("returns a file that is %s without a URL", async (status) => {
    const { download, signed } = prepare(aFile({ status }));

    const view = await download();

    expect(view).toMatchObject({ status, len: 482_113 });
    expect(view).not.toHaveProperty("download");
    expect(signed).toEqual([]);
  });

  it("returns the declared checksum, and a history without repeated statuses", async () => {
    const checksum = { algorithm: "CRC32", value: "AAAAAA==" } as const;
    const { download } = prepare(
      aFile({
        checksum,
        history: [
          { status: "pending", at: NOW, by: "owner" },
          { status: "uploaded", at: NOW, by: "owner" },
          { status: "uploaded", at: NOW, by: "mover" },
          { status: "processing", at: NOW, by: "mover" },
        ],
      }),
    );

    const view = await download();

    expect(view.checksum).toEqual(checksum);
    expect(view.history.map(({ status, by }) => `${status} by ${by}`)).toEqual([
      "pending by owner",
      "uploaded by owner",
      "processing by mover",
    ]);
  });

  it.each([
    { what: "of another owner", caller: aCaller({ sub: "somebody-else" }), status: "completed" },
    { what: "of a user, to an operator", caller: anOperator(), status: "completed" },
    { what: "deleted", caller: aCaller(), status: "deleted" },
  ] as const)("throws FileNotFound for a file that is $what, and signs nothing", async ({
    caller,
    status,
  }) => {
    const { download, signed } = prepare(aFile({ status }));

    await expect(download(caller)).rejects.toThrow(FileNotFound);
    expect(signed).toEqual([]);
  });

  it("throws FileNotFound for an unknown file", async () => {
    await expect(prepare(undefined).download()).rejects.toThrow(FileNotFound);
  });
});
