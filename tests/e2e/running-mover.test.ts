import { describe, expect, test } from "vitest";
import { keysUnder, queueDepth, recordOf, sendMessages, withoutNotifications } from "./cloud.ts";
import { holdFile } from "./held-mover.ts";
import { keysOf, textIn, uploadText } from "./sdk.ts";
import { call, consult, getFile, historyOf, tokenOf, until } from "./service.ts";

const TEXT = "held while others call";

/** A file whose mover has claimed it and waits before the copy. */
const aHeldFile = async () => {
  let file_id = "";
  await withoutNotifications(async () => {
    ({ file_id } = await uploadText(TEXT, { confirm: false }));
  });
  const { key } = keysOf(file_id);
  const { continueMove } = await holdFile(file_id, key);
  return { file_id, key, continueMove };
};

const update = async (fileId: string, status: string) =>
  call("POST", "/update-status", { token: await tokenOf("operator"), body: { file_id: fileId, status } });

describe("while a mover holds a file", () => {
  test("an operator gets file-in-move for every status, and the file is completed", async () => {
    const { file_id, continueMove } = await aHeldFile();

    for (const status of ["processing", "error", "completed", "uploaded"]) {
      const { status: code, body, headers } = await update(file_id, status);
      expect([status, code, body["code"]]).toEqual([status, 409, "file-in-move"]);
      expect(headers.get("retry-after")).toBe("5");
    }
    expect((await consult(file_id)).body).toMatchObject({ status: "processing" });

    expect(await continueMove()).toBe("completed");
    expect(await textIn(file_id)).toBe(TEXT);
    expect((await update(file_id, "error")).body["code"]).toBe("transition-not-allowed");
  });

  test("the deployed mover acknowledges a duplicate message and changes nothing", async () => {
    const { file_id, key, continueMove } = await aHeldFile();
    const before = await recordOf(file_id);

    await sendMessages([JSON.stringify({ key_path: key, file_id, dest_path: key.replace(/^temp/, "dest") })]);
    await until(queueDepth, (depth) => depth === 0);

    expect(await recordOf(file_id)).toEqual(before);
    expect(await continueMove()).toBe("completed");
    expect(historyOf(await getFile(file_id)).filter((step) => step.startsWith("completed"))).toHaveLength(1);
  });

  test("its owner's delete responds with 404 at once, and the mover deletes the bytes", async () => {
    const { file_id, key, continueMove } = await aHeldFile();

    expect((await call("DELETE", `/files/${file_id}`)).status).toBe(204);
    expect((await consult(file_id)).status).toBe(404);
    expect(await keysUnder(key)).toEqual([key]);

    expect(await continueMove()).toBe("deleted");
    expect([...(await keysUnder(key)), ...(await keysUnder(key.replace(/^temp/, "dest")))]).toEqual([]);
  });
});
