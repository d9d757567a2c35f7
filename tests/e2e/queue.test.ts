import { describe, expect, test } from "vitest";
import { deadLetters, keysUnder, queueDepth, sendMessages, withoutNotifications } from "./cloud.ts";
import { askTextUpload, consult, historyOf, postForm, settled, show, until } from "./service.ts";

const message = ({ file_id, fields }: { file_id: string; fields: Record<string, string> }) => ({
  key_path: fields["key"] ?? "",
  file_id,
  dest_path: (fields["key"] ?? "").replace("temp/", "dest/"),
});

const queueIsEmpty = () => until(queueDepth, (depth) => depth === 0, 60);

describe("the move queue", () => {
  test("nine of ten succeed when one is poisoned, and that one is kept in the dead-letter queue", () =>
    withoutNotifications(async () => {
      const uploads = await Promise.all(Array.from({ length: 9 }, (_, i) => askTextUpload(`file ${i}`)));
      await Promise.all(uploads.map((upload, i) => postForm(upload, `file ${i}`)));
      const poison = `{"poison": ${Date.now()}}`;
      await sendMessages([...uploads.map((upload) => JSON.stringify(message(upload))), poison]);

      for (const { file_id } of uploads)
        expect((await settled(file_id)).body).toMatchObject({ status: "completed" });
      await until(deadLetters, (letters) => letters.includes(poison), 60);
    }));

  test("a message whose paths are not the record's is refused and kept, not obeyed", async () => {
    const victim = await askTextUpload("the victim's bytes");
    await postForm(victim, "the victim's bytes");
    await settled(victim.file_id);
    const other = await askTextUpload("mine");
    const lie = JSON.stringify({ ...message(other), key_path: `temp/${victim.file_id}.txt` });
    await sendMessages([lie]);

    await until(deadLetters, (letters) => letters.includes(lie), 60);
    expect((await consult(other.file_id)).body).toMatchObject({ status: "pending" });
    expect(await keysUnder(`dest/${other.file_id}`)).toEqual([]);
  });

  test("the same arrival five times over, from both sources, is one move", async () => {
    const upload = await askTextUpload("five times");
    await postForm(upload, "five times");
    await sendMessages(Array.from({ length: 5 }, () => JSON.stringify(message(upload))));
    await settled(upload.file_id);
    await queueIsEmpty();

    expect(
      historyOf(await show(upload.file_id)).filter((step) => step.startsWith("processing")),
    ).toHaveLength(1);
    expect(await keysUnder(`dest/${upload.file_id}`)).toHaveLength(1);
    expect(await keysUnder(`temp/${upload.file_id}`)).toEqual([]);
  });

  test("a message that comes before the bytes does no harm: the bytes' own arrival turns it around", async () => {
    const upload = await askTextUpload("first the word, then the bytes");
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
