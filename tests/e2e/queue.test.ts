import { describe, expect, test } from "vitest";
import { deadLetters, keysUnder, queueDepth, sendMessages, withoutNotifications } from "./cloud.ts";
import { consult, getFile, historyOf, postForm, requestTextUpload, settled, until } from "./service.ts";

const message = ({ file_id, fields }: { file_id: string; fields: Record<string, string> }) => ({
  key_path: fields["key"] ?? "",
  file_id,
  dest_path: (fields["key"] ?? "").replace("temp/", "dest/"),
});

const queueIsEmpty = () => until(queueDepth, (depth) => depth === 0, 60);

describe("the move queue", () => {
  test("delivers nine of ten messages if one is poisoned, and moves that one to the dead-letter queue", () =>
    withoutNotifications(async () => {
      const uploads = await Promise.all(Array.from({ length: 9 }, (_, i) => requestTextUpload(`file ${i}`)));
      await Promise.all(uploads.map((upload, i) => postForm(upload, `file ${i}`)));
      const poison = `{"poison": ${Date.now()}}`;
      await sendMessages([...uploads.map((upload) => JSON.stringify(message(upload))), poison]);

      for (const { file_id } of uploads)
        expect((await settled(file_id)).body).toMatchObject({ status: "completed" });
      await until(deadLetters, (letters) => letters.includes(poison), 60);
    }));

  test("moves a message whose paths are not those of the record to the dead-letter queue", async () => {
    const victim = await requestTextUpload("the victim's bytes");
    await postForm(victim, "the victim's bytes");
    await settled(victim.file_id);
    const other = await requestTextUpload("mine");
    const forged = JSON.stringify({ ...message(other), key_path: `temp/${victim.file_id}.txt` });
    await sendMessages([forged]);

    await until(deadLetters, (letters) => letters.includes(forged), 60);
    expect((await consult(other.file_id)).body).toMatchObject({ status: "pending" });
    expect(await keysUnder(`dest/${other.file_id}`)).toEqual([]);
  });

  test("moves a file once for five messages and a notification", async () => {
    const upload = await requestTextUpload("five times");
    await postForm(upload, "five times");
    await sendMessages(Array.from({ length: 5 }, () => JSON.stringify(message(upload))));
    await settled(upload.file_id);
    await queueIsEmpty();

    expect(
      historyOf(await getFile(upload.file_id)).filter((step) => step.startsWith("processing")),
    ).toHaveLength(1);
    expect(await keysUnder(`dest/${upload.file_id}`)).toHaveLength(1);
    expect(await keysUnder(`temp/${upload.file_id}`)).toEqual([]);
  });

  test("moves a file after its notification, also if an earlier message arrived before the bytes", async () => {
    const upload = await requestTextUpload("first the word, then the bytes");
    await sendMessages([JSON.stringify(message(upload))]);
    const early = await until(
      () => consult(upload.file_id),
      ({ body }) => body["status"] !== "pending",
    );
    expect(["uploaded", "processing", "error"]).toContain(early.body["status"]);
    expect((await settled(upload.file_id)).body).toMatchObject({
      error_code: "bytes-missing",
      retryable: true,
    });

    await postForm(upload, "first the word, then the bytes");
    await until(
      () => consult(upload.file_id),
      ({ body }) => body["status"] === "completed",
    );
  });
});
