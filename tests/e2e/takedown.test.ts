import { beforeAll, describe, expect, test } from "vitest";
import { keysUnder, recordOf } from "./cloud.ts";
import { createUser, deleteUser } from "./people.ts";
import { expectProblem } from "./problem.ts";
import { call, postForm, tokenOf, type Upload, until } from "./service.ts";

let operator: string;
beforeAll(async () => {
  operator = await tokenOf("operator");
});

/** A completed file of this user. */
const completedFile = async (token: string, text: string): Promise<string> => {
  const { body } = await call("POST", "/upload", {
    token,
    body: { file_name: "bad.txt", extension: ".txt", len: text.length, type: "text/plain" },
  });
  const upload = body as Upload;
  await postForm(upload, text);
  await until(
    () => call("GET", `/consult-status?file_id=${upload.file_id}`, { token }),
    (response) => response.body["status"] === "completed",
  );
  return upload.file_id;
};

describe("DELETE /files/{file_id} by an operator", () => {
  test("deletes the file of a user who does not exist any more, and the tombstone says why", async () => {
    const owner = await createUser("leaver");
    const fileId = await completedFile(owner, "left behind");
    await deleteUser(owner);

    const reason = "Reported: contains other people's data & more.";
    const path = `/files/${fileId}?reason=${encodeURIComponent(reason)}`;
    expect((await call("DELETE", path, { token: operator })).status).toBe(204);

    expect(await keysUnder(`dest/${fileId}`)).toEqual([]);
    const record = await recordOf(fileId);
    expect(record).toMatchObject({ status: "deleted", details: reason });
    expect((record["history"] as unknown[]).at(-1)).toMatchObject({
      status: "deleted",
      by: "operator",
      details: reason,
    });
    expectProblem(await call("DELETE", path, { token: operator }), { status: 404, code: "file-not-found" });
  });

  test("takes a reason of at most 1,024 characters, and nothing else in the query", async () => {
    const fileId = await completedFile(await createUser("owner"), "kept");

    for (const query of [`reason=${"x".repeat(1025)}`, "colour=red"])
      expectProblem(await call("DELETE", `/files/${fileId}?${query}`, { token: operator }), {
        status: 400,
        code: "invalid-request",
      });
    expect(await keysUnder(`dest/${fileId}`)).toHaveLength(1);
  });
});
