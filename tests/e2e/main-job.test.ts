import { createHash, randomBytes } from "node:crypto";
import { upload } from "malote/node";
import { describe, expect, inject, test } from "vitest";
import { expireRecord, headOf, keysUnder, putObject, withoutNotifications } from "./cloud.ts";
import { completed, completedText, keysOf, malote, uploadText } from "./sdk.ts";
import {
  call,
  confirm,
  consult,
  download,
  getFile,
  historyOf,
  postForm,
  requestTextUpload,
  requestUpload,
  settled,
  until,
} from "./service.ts";

const JPEG = Buffer.concat([
  Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"),
  randomBytes(200_000),
]);

describe("a file", () => {
  test("becomes pending, uploaded, processing, completed, and its download has the same bytes", async () => {
    const sha256 = createHash("sha256").update(JPEG).digest("base64");
    const upload = await requestUpload({
      file_name: "férias na praia.jpg",
      extension: "JPG",
      len: JPEG.length,
      type: "image",
      checksum: { algorithm: "SHA256", value: sha256 },
    });
    expect((await consult(upload.file_id)).body).toMatchObject({ status: "pending" });

    expect((await postForm(upload, JPEG)).status).toBe(204);
    const confirmed = await confirm(upload.file_id);
    expect([200, 202]).toContain(confirmed.status);
    expect(confirmed.body["status"]).not.toBe("pending");

    expect((await settled(upload.file_id)).body).toMatchObject({ status: "completed" });
    const { bytes, headers } = await download(upload.file_id);
    expect(createHash("sha256").update(bytes).digest("base64")).toBe(sha256);
    expect(headers.get("content-type")).toBe("image/jpeg");
    expect(headers.get("content-disposition")).toMatch(
      /^attachment; .*filename\*=UTF-8''f%C3%A9rias%20na%20praia\.jpg/,
    );

    expect(historyOf(await getFile(upload.file_id)).map((step) => step.split(" ")[0])).toEqual([
      "pending",
      "uploaded",
      "processing",
      "completed",
    ]);
    await until(
      () => keysUnder(upload.fields["key"] ?? ""),
      (keys) => keys.length === 0,
    );
  });

  test("is moved by S3's notification without a confirmation", async () => {
    const { file_id } = await uploadText("the client died after its last byte", { confirm: false });

    await completed(file_id);
    expect(historyOf(await getFile(file_id))).toEqual([
      "pending by owner",
      "uploaded by mover",
      "processing by mover",
      "completed by mover",
    ]);
  });

  test("is moved by the client's confirmation without a notification", () =>
    withoutNotifications(async () => {
      const { file_id } = await uploadText("the notification was lost");

      await completed(file_id);
      // The message goes out before the record changes, so the mover may be the first to write.
      expect(historyOf(await getFile(file_id))).toEqual([
        "pending by owner",
        expect.stringMatching(/^uploaded by (owner|mover)$/),
        "processing by mover",
        "completed by mover",
      ]);
    }));

  test("that is confirmed twice is moved once, and a later confirmation gets a 200", async () => {
    const { file_id } = await uploadText("twice", { confirm: false });
    await Promise.all([confirm(file_id), confirm(file_id)]);
    await completed(file_id);
    const again = await confirm(file_id);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ status: "completed" });
    expect(historyOf(await getFile(file_id)).filter((step) => step.startsWith("completed"))).toHaveLength(1);
  });

  test("may be empty, without a checksum", async () => {
    const upload = await requestTextUpload("");
    expect((await postForm(upload, "")).status).toBe(204);
    expect((await settled(upload.file_id)).body).toMatchObject({ status: "completed" });
    expect((await download(upload.file_id)).bytes).toHaveLength(0);
  });

  test.each([
    "com espaço + mais.txt",
    "percent %2F not a slash.txt",
    "quote\" and 'apostrophe.txt",
    "emoji 🎒📮.txt",
    "\u200fעברית\u200e.txt",
    `${"é".repeat(125)}.txt`,
  ])("keeps its name through a download: %s", async (name) => {
    const file_id = await completedText("named", { name });
    const { headers } = await download(file_id);
    const disposition = headers.get("content-disposition") ?? "";
    const extended = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1];
    const plain = /filename="((?:[^"\\]|\\.)*)"/.exec(disposition)?.[1]?.replaceAll(/\\(.)/g, "$1");
    expect(extended === undefined ? plain : decodeURIComponent(extended)).toBe(name);
    expect(await keysUnder(`dest/${file_id}`)).toEqual([keysOf(file_id).dest]);
  });

  test("of text that is declared as a picture ends in error, with nothing in dest/", async () => {
    const text = Buffer.from("I am not a picture, whatever they say");
    const { file_id } = await upload(malote, text, { name: "cat.png", type: "image/png" });
    await expect(completed(file_id)).rejects.toMatchObject({
      code: "file-failed",
      retryable: false,
      file: { status: "error", error_code: "type-differs", details: expect.stringContaining("image/png") },
    });
    expect(await keysUnder(`dest/${file_id}`)).toEqual([]);
    expect((await getFile(file_id)).body).not.toHaveProperty("download");
  });

  test("is judged again when the right bytes are posted after an error, and confirmed", async () => {
    const wrong = Buffer.alloc(JPEG.length, "no picture");
    const upload = await requestUpload({
      file_name: "cat.jpg",
      extension: ".jpg",
      len: JPEG.length,
      type: "image/jpeg",
    });
    expect((await postForm(upload, wrong)).status).toBe(204);
    expect((await settled(upload.file_id)).body).toMatchObject({
      status: "error",
      error_code: "type-differs",
    });

    expect((await postForm(upload, JPEG)).status).toBe(204);
    expect((await confirm(upload.file_id)).status).toBe(202);

    expect((await settled(upload.file_id)).body).toMatchObject({ status: "completed" });
    expect((await download(upload.file_id)).bytes.equals(JPEG)).toBe(true);
  });

  test("that has expired is moved when its bytes arrive after all", async () => {
    const upload = await requestTextUpload("better late");
    await expireRecord(upload.file_id);
    expect((await confirm(upload.file_id)).status).toBe(410);
    await putObject(upload.fields["key"] ?? "", "better late");
    expect((await settled(upload.file_id)).body).toMatchObject({ status: "completed" });
  });
});

describe("a late POST", () => {
  test("after completion changes nothing in dest/, and its bytes are deleted from temp/", async () => {
    const upload = await requestTextUpload("the first bytes win");
    await postForm(upload, "the first bytes win");
    await settled(upload.file_id);
    const before = await headOf(`dest/${upload.file_id}.txt`);

    expect((await postForm(upload, "and these come late")).status).toBe(204);
    await until(
      () => keysUnder(upload.fields["key"] ?? ""),
      (keys) => keys.length === 0,
    );
    const after = await headOf(`dest/${upload.file_id}.txt`);
    expect([after.ETag, after.LastModified]).toEqual([before.ETag, before.LastModified]);
    expect((await download(upload.file_id)).bytes.toString()).toBe("the first bytes win");
    expect((await consult(upload.file_id)).body).toMatchObject({ status: "completed" });
  });
});

describe("the response of POST /upload", () => {
  test("is a complete form, with the file's URL in Location", async () => {
    const { status, headers, body } = await call("POST", "/upload", {
      body: { file_name: "a.txt", extension: "txt", len: 1, type: "text" },
    });
    expect(status).toBe(201);
    // A client resolves it against the URL that it called.
    const location = new URL(headers.get("location") ?? "", `${inject("stack").api_url}/upload`).href;
    expect(location).toBe(`${inject("stack").api_url}/files/${body["file_id"]}`);
    expect(body).toMatchObject({
      file_name: "a.txt",
      method: "POST",
      fields: { "Content-Type": "text/plain" },
    });
    expect(Date.parse(String(body["expires_at"]))).toBeGreaterThan(Date.now());
  });
});
