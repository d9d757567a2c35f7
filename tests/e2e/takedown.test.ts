import { beforeAll, describe, expect, test } from "vitest";
import { keysUnder, putObject, recordOf, sendMessages } from "./cloud.ts";
import { createUser, deleteUser } from "./people.ts";
import { expectProblem } from "./problem.ts";
import { completedText, connectAs } from "./sdk.ts";
import { type ApiResponse, call, tokenOf, until } from "./service.ts";

let operator: string;
beforeAll(async () => {
  operator = await tokenOf("operator");
});

const completedFile = (token: string, text: string): Promise<string> =>
  completedText(text, { name: "bad.txt" }, connectAs(token));

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

describe("GET /operations/files/{file_id}", () => {
  const show = (fileId: string, token = operator) => call("GET", `/operations/files/${fileId}`, { token });

  test("returns the file of another user, with its keys and what may be set, and no URL", async () => {
    const fileId = await completedFile(await createUser("owner"), "looked after");

    const { status, body } = await show(fileId);

    const record = await recordOf(fileId);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      file_id: fileId,
      status: "completed",
      owner: record["owner"],
      dest_path: record["dest_path"],
      attempts: record["attempts"],
      version: record["version"],
      allowed: ["quarantined", "deleted"],
    });
    expect((body["history"] as { status: string }[]).map(({ status }) => status)).toEqual([
      "pending",
      "uploaded",
      "processing",
      "completed",
    ]);
    expect(body).not.toHaveProperty("download");
  });

  test("returns a deleted file as such, when its owner gets 404", async () => {
    const owner = await createUser("owner");
    const fileId = await completedFile(owner, "deleted");
    await call("DELETE", `/files/${fileId}`, { token: owner });

    const { status, body } = await show(fileId);

    expect([status, body["status"], body["allowed"]]).toEqual([200, "deleted", []]);
    expect((body["history"] as unknown[]).at(-1)).toMatchObject({ status: "deleted", by: "owner" });
  });

  test("is 404 for an unknown id, 400 for no id, and 403 for everybody else, also for the owner", async () => {
    const owner = await createUser("owner");
    const fileId = await completedFile(owner, "own");

    expectProblem(await show(crypto.randomUUID()), { status: 404, code: "file-not-found" });
    expectProblem(await show("x"), { status: 400, code: "invalid-request" });
    for (const id of [fileId, crypto.randomUUID(), "x"])
      expectProblem(await show(id, owner), { status: 403, code: "forbidden" });
  });
});

describe("a quarantine", () => {
  let owner: string;
  let fileId: string;
  beforeAll(async () => {
    owner = await createUser("quarantined");
    fileId = await completedFile(owner, "bad bytes");
  });
  const setStatus = (status: string, details?: string) =>
    call("POST", "/update-status", { token: operator, body: { file_id: fileId, status, details } });
  const getFile = () => call("GET", `/files/${fileId}`, { token: owner });
  const urlIn = ({ body }: ApiResponse) => (body["download"] as { url: string }).url;
  const keys = async () => [
    ...(await keysUnder(`dest/${fileId}`)),
    ...(await keysUnder(`quarantine/${fileId}`)),
  ];

  test("ends downloads at once, and URLs that were handed out before within moments", async () => {
    const url = urlIn(await getFile());
    expect((await fetch(url)).status).toBe(200);

    const { status, body } = await setStatus("quarantined", "Reported as malware.");
    expect([status, body["status"], body["details"]]).toEqual([200, "quarantined", "Reported as malware."]);

    const view = await getFile();
    expect(view.body).toMatchObject({ status: "quarantined", details: "Reported as malware." });
    expect(view.body).not.toHaveProperty("download");
    expect((view.body["history"] as unknown[]).at(-1)).toMatchObject({
      status: "quarantined",
      by: "operator",
      details: "Reported as malware.",
    });
    // The role that signed the URL may not list the bucket, so S3 responds 403 or 404 for a missing key.
    await until(
      () => fetch(url),
      (response) => response.status === 403 || response.status === 404,
    );
    await until(keys, (now) => now.length === 1);
    expect(await keys()).toEqual([`quarantine/${fileId}.txt`]);
    await until(
      () => recordOf(fileId),
      (record) => record["quarantine_step"] === "held" && !("check_at" in record),
    );
  });

  test("is in the owner's list, with its reason, and the owner may not delete the file", async () => {
    await until(
      () => call("GET", "/files?status=quarantined", { token: owner }),
      (response) => JSON.stringify(response.body["files"]).includes("Reported as malware."),
    );
    expectProblem(await call("DELETE", `/files/${fileId}`, { token: owner }), {
      status: 409,
      code: "transition-not-allowed",
    });
  });

  test("is not disturbed by a late POST or a late message", async () => {
    const { key_path, dest_path } = await recordOf(fileId);
    await putObject(String(key_path), "other bytes");
    await sendMessages([JSON.stringify({ key_path, file_id: fileId, dest_path })]);

    await until(
      () => keysUnder(`temp/${fileId}`),
      (left) => left.length === 0,
    );
    expect(await keys()).toEqual([`quarantine/${fileId}.txt`]);
    expect((await getFile()).body["status"]).toBe("quarantined");
  });

  test("ends with a release: the same bytes can be downloaded again", async () => {
    expect((await setStatus("completed", "A false alarm.")).body["status"]).toBe("quarantined");

    const view = await until(getFile, (response) => response.body["status"] === "completed");
    expect((view.body["history"] as unknown[]).at(-1)).toMatchObject({
      status: "completed",
      by: "operator",
      details: "A false alarm.",
    });
    const response = await fetch(urlIn(view));
    expect([await response.text(), response.headers.get("content-type")]).toEqual([
      "bad bytes",
      "text/plain",
    ]);
  });

  test("or ends with a delete by an operator, which leaves no bytes anywhere", async () => {
    await setStatus("quarantined", "Malware after all.");
    await until(keys, (now) => now.length === 1);

    const response = await call("DELETE", `/files/${fileId}?reason=Malware`, { token: operator });

    expect(response.status).toBe(204);
    await until(keys, (now) => now.length === 0);
    expectProblem(await getFile(), { status: 404, code: "file-not-found" });
  });

  test("is for operators", async () => {
    expectProblem(
      await call("POST", "/update-status", {
        token: owner,
        body: { file_id: fileId, status: "quarantined", details: "Mine." },
      }),
      { status: 403, code: "forbidden" },
    );
  });
});
