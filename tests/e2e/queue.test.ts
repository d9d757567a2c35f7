import { describe, expect, test } from "vitest";
import { deadLetters, keysUnder, queueDepth, sendMessages, withoutNotifications } from "./cloud.ts";
import { completed, completedText, keysOf, uploadText } from "./sdk.ts";
import { consult, getFile, historyOf, postForm, requestTextUpload, settled, until } from "./service.ts";

const message = (file_id: string) => {
  const { key, dest } = keysOf(file_id);
  return { key_path: key, file_id, dest_path: dest };
};

const queueIsEmpty = () => until(queueDepth, (depth) => depth === 0, 60);

describe("the move queue", () => {
  test("delivers nine of ten messages if one is poisoned, and moves that one to the dead-letter queue", () =>
    withoutNotifications(async () => {
      const uploads = await Promise.all(
        Array.from({ length: 9 }, (_, i) => uploadText(`file ${i}`, { confirm: false })),
      );
      const poison = `{"poison": ${Date.now()}}`;
      await sendMessages([...uploads.map(({ file_id }) => JSON.stringify(message(file_id))), poison]);

      for (const { file_id } of uploads) await completed(file_id);
      await until(deadLetters, (letters) => letters.includes(poison), 60);
    }));

  test("moves a message whose paths are not those of the record to the dead-letter queue", async () => {
    const victim = await completedText("the victim's bytes");
    const other = await requestTextUpload("mine");
    const forged = JSON.stringify({ ...message(other.file_id), key_path: keysOf(victim).key });
    await sendMessages([forged]);

    await until(deadLetters, (letters) => letters.includes(forged), 60);
    expect((await consult(other.file_id)).body).toMatchObject({ status: "pending" });
    expect(await keysUnder(`dest/${other.file_id}`)).toEqual([]);
  });

  test("moves a file once for five messages and a notification", async () => {
    const { file_id } = await uploadText("five times", { confirm: false });
    await sendMessages(Array.from({ length: 5 }, () => JSON.stringify(message(file_id))));
    await completed(file_id);
    await queueIsEmpty();

    expect(historyOf(await getFile(file_id)).filter((step) => step.startsWith("processing"))).toHaveLength(1);
    expect(await keysUnder(`dest/${file_id}`)).toHaveLength(1);
    expect(await keysUnder(`temp/${file_id}`)).toEqual([]);
  });

  test("moves a file after its notification, also if an earlier message arrived before the bytes", async () => {
    const upload = await requestTextUpload("first the word, then the bytes");
    await sendMessages([JSON.stringify(message(upload.file_id))]);
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
