import { describe, expect, test } from "vitest";
import { keysUnder, queueDepth, recordOf, sendMessages, withoutNotifications } from "./cloud.ts";
import { holdFile } from "./held-mover.ts";
import {
  askTextUpload,
  call,
  consult,
  download,
  historyOf,
  postForm,
  show,
  tokenOf,
  until,
} from "./service.ts";

const TEXT = "held while others call";

/** A file that a mover holds, right before it copies. */
const aHeldFile = async () => {
  const upload = await askTextUpload(TEXT);
  const key = upload.fields["key"] ?? "";
  await withoutNotifications(async () => {
    expect((await postForm(upload, TEXT)).status).toBe(204);
  });
  const { goOn } = await holdFile(upload.file_id, key);
  return { file_id: upload.file_id, key, goOn };
};

const update = async (fileId: string, status: string) =>
  call("POST", "/update-status", { token: await tokenOf("operator"), body: { file_id: fileId, status } });

describe("while a mover holds a file", () => {
  test("an operator is told so, whatever is to be set, and the file is completed", async () => {
    const { file_id, goOn } = await aHeldFile();

    for (const status of ["processing", "error", "completed", "uploaded"]) {
      const { status: code, body, headers } = await update(file_id, status);
      expect([status, code, body["code"]]).toEqual([status, 409, "file-in-move"]);
      expect(headers.get("retry-after")).toBe("5");
    }
    expect((await consult(file_id)).body).toMatchObject({ status: "processing" });

    expect(await goOn()).toBe("completed");
    expect((await download(file_id)).bytes.toString()).toBe(TEXT);
    expect((await update(file_id, "error")).body["code"]).toBe("transition-not-allowed");
  });

  test("a duplicate message is acknowledged by the deployed mover, which does nothing", async () => {
    const { file_id, key, goOn } = await aHeldFile();
    const before = await recordOf(file_id);

    await sendMessages([JSON.stringify({ key_path: key, file_id, dest_path: key.replace(/^temp/, "dest") })]);
    await until(queueDepth, (depth) => depth === 0);

    expect(await recordOf(file_id)).toEqual(before);
    expect(await goOn()).toBe("completed");
    expect(historyOf(await show(file_id)).filter((step) => step.startsWith("completed"))).toHaveLength(1);
  });

  test("its owner deletes it: 404 at once, and the mover takes the bytes along", async () => {
    const { file_id, key, goOn } = await aHeldFile();

    expect((await call("DELETE", `/files/${file_id}`)).status).toBe(204);
    expect((await consult(file_id)).status).toBe(404);
    expect(await keysUnder(key)).toEqual([key]);

    expect(await goOn()).toBe("deleted");
    expect([...(await keysUnder(key)), ...(await keysUnder(key.replace(/^temp/, "dest")))]).toEqual([]);
  });
});
