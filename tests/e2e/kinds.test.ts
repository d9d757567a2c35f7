import { readFile } from "node:fs/promises";
import { get, upload } from "malote/node";
import { describe, expect, test } from "vitest";
import { completed, malote } from "./sdk.ts";
import { withVariables } from "./with-variables.ts";

// Files of common writers (tests/files), from the announcement to the download.

/** The template's default takes neither sound nor documents. */
const withEveryType = (work: () => Promise<void>) =>
  withVariables({ ALLOWED_TYPES: "*/*" }, ["Upload"], work);

const sent = async (sample: string, name: string, type = "") => {
  const { file_id } = await upload(malote, await readFile(`tests/files/${sample}`), { name, type });
  return file_id;
};

test.each([
  ["scan-lzw.tif", "image/tiff"],
  ["scan-pages.tif", "image/tiff"],
  ["sound-cover.mp3", "audio/x-mpeg"],
  ["table.xlsx", "application/zip"],
  ["report-html.xls", "application/octet-stream"],
  ["utf16.txt", "text/plain; charset=utf-16"],
  ["card.vcf", "text/vcard"],
])("%s, declared as %s, is completed and served as what it says", (name, type) =>
  withEveryType(async () => {
    const file_id = await sent(name, name, type);
    await completed(file_id);
    const file = await get(malote, file_id);
    expect(file).not.toHaveProperty("served_type");
    const response = await fetch(file.download?.url ?? "");
    expect(response.headers.get("content-type")).toBe(file.type);
    expect(Buffer.from(await response.arrayBuffer()).equals(await readFile(`tests/files/${name}`))).toBe(
      true,
    );
  }));

test.each([
  ["photo.jpg", "photo.png", "image/png", "image/jpeg"],
  ["sound.m4a", "sound.m4a", "audio/mpeg", "audio/mp4"],
  ["film.mp4", "funny.gif", "image/gif", "video/mp4"],
  [
    "document.docx",
    "letter.doc",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  ],
])("%s, sent as %s, is served as what it is, and the record keeps %s", (sample, name, type, served) =>
  withEveryType(async () => {
    const file_id = await sent(sample, name, type);
    await completed(file_id);
    const file = await get(malote, file_id);
    expect(file).toMatchObject({ type, served_type: served });
    const response = await fetch(file.download?.url ?? "", { headers: { Range: "bytes=0-0" } });
    expect(response.headers.get("content-type")).toBe(served);
  }));

describe("a file of another family ends in an error that says what it is", () => {
  test.each([
    ["document.pdf", "table.csv", "application/pdf"],
    ["film.mp4", "notes.txt", "video/mp4"],
    ["archive.zip", "letter.doc", "application/zip"],
    ["document.pdf", "photo.jpg", "application/pdf"],
    ["bom.csv", "photo.jpg", "text"],
  ])("%s, sent as %s", (sample, name, found) =>
    withEveryType(async () => {
      const file_id = await sent(sample, name);
      await expect(completed(file_id)).rejects.toMatchObject({ code: "file-failed" });
      expect(await get(malote, file_id)).toMatchObject({
        error_code: "type-differs",
        details: expect.stringContaining(`they are ${found}. If the file opens`),
      });
    }));
});
