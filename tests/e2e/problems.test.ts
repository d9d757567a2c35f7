import { beforeAll, describe, expect, inject, test } from "vitest";
import { createUser } from "./people.ts";
import { expectProblem } from "./problem.ts";
import { completedText } from "./sdk.ts";
import { call, postForm, requestTextUpload, settled, signIn, tokenOf } from "./service.ts";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";

const request = { file_name: "a.txt", extension: ".txt", len: 1, type: "text/plain" };

describe("a request by another caller", () => {
  const ROUTES = [
    ["POST", "/upload"],
    ["POST", "/confirm-upload"],
    ["POST", "/update-status"],
    ["GET", "/consult-status"],
    ["GET", "/files"],
    ["GET", `/files/${UNKNOWN}`],
    ["DELETE", `/files/${UNKNOWN}`],
    ["GET", "/operations"],
  ] as const;

  test.each(ROUTES)("%s %s without a token gets a 401", async (method, path) => {
    const response = await call(method, path, { token: null, ...(method === "POST" && { body: {} }) });
    expectProblem(response, { status: 401, code: "unauthenticated" });
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  test.each(ROUTES)("%s %s with a malformed token gets a 401", async (method, path) => {
    expectProblem(await call(method, path, { token: "junk", ...(method === "POST" && { body: {} }) }), {
      status: 401,
      code: "unauthenticated",
    });
  });

  test("with an access token instead of an ID token gets a 401", async () => {
    const { username, password } = inject("stack").demo;
    const { AccessToken } = await signIn(username, password);
    expectProblem(await call("POST", "/upload", { token: AccessToken, body: request }), {
      status: 401,
      code: "unauthenticated",
    });
  });

  test("with an ID token without Bearer is accepted", async () => {
    const headers = { Authorization: await tokenOf("demo") };
    const { status } = await call("POST", "/upload", { token: null, headers, body: request });
    expect(status).toBe(201);
  });

  test("to /update-status by a user gets a 403", async () => {
    const { file_id } = await requestTextUpload("mine");
    const response = await call("POST", "/update-status", { body: { file_id, status: "completed" } });
    expectProblem(response, { status: 403, code: "forbidden" });
  });

  test("for another user's file gets the same 404 as for an unknown file", async () => {
    const stranger = await createUser("stranger");
    const { file_id } = await requestTextUpload("mine alone");
    const paths = (id: string) =>
      [
        ["GET", `/consult-status?file_id=${id}`],
        ["GET", `/files/${id}`],
        ["POST", "/confirm-upload", { file_id: id }],
        ["DELETE", `/files/${id}`],
      ] as const;
    for (const [i, [method, path, body]] of paths(file_id).entries()) {
      const [, unknownPath, unknownBody] = paths(UNKNOWN)[i] ?? ["", "", undefined];
      const otherUsers = await call(method, path, { token: stranger, ...(body && { body }) });
      const unknown = await call(method, unknownPath, {
        token: stranger,
        ...(unknownBody && { body: unknownBody }),
      });
      expectProblem(otherUsers, { status: 404, code: "file-not-found" });
      expect({ ...otherUsers.body, instance: "" }).toEqual({ ...unknown.body, instance: "" });
    }
  });
});

describe("an invalid request gets a problem", () => {
  test("with every fault of a body at once", async () => {
    const response = await call("POST", "/upload", {
      body: {
        file_name: "../etc/passwd",
        extension: 7,
        len: -1.5,
        checksum: { algorithm: "MD5", value: "" },
        colour: "red",
      },
    });
    expectProblem(response, { status: 400, code: "invalid-request" });
    expect(
      (response.body["errors"] as { pointer: string }[]).map(({ pointer }) => pointer).toSorted(),
    ).toEqual(["#/checksum/algorithm", "#/colour", "#/extension", "#/file_name", "#/len", "#/len", "#/type"]);
  });

  test.each([
    ["not JSON", "{nope", 400, "malformed-json"],
    ["null", "null", 400, "invalid-request"],
    ["an array", "[]", 400, "invalid-request"],
    ["empty", "", 400, "invalid-request"],
    ["a change of the prototype", '{"__proto__":{"admin":true}}', 400, "malformed-json"],
  ])("for a body that is %s", async (_what, raw, status, code) => {
    expectProblem(await call("POST", "/confirm-upload", { raw }), { status, code });
  });

  test("for a body without a JSON Content-Type", async () => {
    const response = await call("POST", "/upload", { raw: "a=b", headers: { "Content-Type": "text/plain" } });
    expectProblem(response, { status: 415, code: "unsupported-media-type" });
  });

  test("for a body over 32 KiB", async () => {
    const raw = JSON.stringify(request).padEnd(32_769);
    expectProblem(await call("POST", "/upload", { raw }), { status: 413, code: "request-too-large" });
  });

  test("for a query over 6 KiB", async () => {
    const response = await call("GET", `/files?name=${"a".repeat(6145)}`);
    expectProblem(response, { status: 413, code: "request-too-large" });
  });

  test.each([
    ["/consult-status", 400, "invalid-request"],
    ["/consult-status?file_id=1", 400, "invalid-request"],
    [`/consult-status?file_id=${UNKNOWN}&also=1`, 400, "invalid-request"],
    ["/files/not-a-uuid", 400, "invalid-request"],
    ["/nowhere", 404, "route-not-found"],
  ])("for GET %s", async (path, status, code) => {
    expectProblem(await call("GET", path), { status, code });
  });

  test("for a method that a route does not have", async () => {
    expectProblem(await call("DELETE", "/upload"), { status: 404, code: "route-not-found" });
  });

  test("for a file that is too large for this service", async () => {
    const response = await call("POST", "/upload", { body: { ...request, len: 536870913 } });
    expectProblem(response, { status: 413, code: "file-too-large" });
    expect(response.body["detail"]).toBe("len is 536870913; this service takes files up to 536870912 bytes.");
  });

  test("for a type that this deployment does not accept", async () => {
    const response = await call("POST", "/upload", {
      body: { file_name: "film.mp4", extension: "mp4", len: 1, type: "video" },
    });
    expectProblem(response, { status: 415, code: "type-not-allowed" });
  });

  test.each([
    ["a denied extension", "setup.exe", "application/octet-stream"],
    ["a denied extension before a dot that Windows drops", "setup.exe.", "image/png"],
    ["an invented subtype under image/*", "a.unheard-of", "image/x-foo"],
    ["no extension", "README", "text/plain"],
    ["a type under image/* whose bytes cannot be checked", "a.svg", "image/svg+xml"],
  ])("for %s", async (_what, file_name, type) => {
    const extension = /\.[a-z-]+$/.exec(file_name)?.[0] ?? "";
    const response = await call("POST", "/upload", { body: { file_name, extension, len: 1, type } });
    expectProblem(response, { status: 415, code: "type-not-allowed" });
  });

  test("for a type that does not match the extension", async () => {
    const response = await call("POST", "/upload", { body: { ...request, type: "image/png" } });
    expectProblem(response, { status: 400, code: "invalid-request" });
  });
});

test("a program that is sent as a text goes to error, and is not stored", async () => {
  const program = `\x7fELF\x02\x01\x01${"\0".repeat(57)}`;
  const upload = await requestTextUpload(program);
  await postForm(upload, program);

  expect((await settled(upload.file_id)).body).toMatchObject({
    status: "error",
    error_code: "type-differs",
    retryable: false,
    details:
      "The bytes are not text/plain; they are application/x-elf. If the file opens where it comes from, announce it again with the extension and the type of its bytes.",
  });
});

describe("/update-status", () => {
  let operator: string;
  beforeAll(async () => {
    operator = await tokenOf("operator");
  });
  const update = (file_id: string, status: string, details?: string) =>
    call("POST", "/update-status", {
      token: operator,
      body: { file_id, status, ...(details && { details }) },
    });

  test("sets error, then a retry that the mover completes", async () => {
    const upload = await requestTextUpload("try again");
    expect(await update(upload.file_id, "error", "The scanner was away.")).toMatchObject({
      status: 200,
      body: { status: "error", details: "The scanner was away.", error_code: "set-by-operator" },
    });
    await postForm(upload, "try again");
    expect((await settled(upload.file_id)).body).toMatchObject({ status: "error" });

    expect((await update(upload.file_id, "uploaded")).status).toBe(200);
    const { body } = await settled(upload.file_id);
    expect(body).toMatchObject({ status: "completed" });
    expect(body).not.toHaveProperty("error_code");
  });

  test("accepts the current status again", async () => {
    const upload = await requestTextUpload("again");
    await update(upload.file_id, "processing");
    const first = await update(upload.file_id, "processing");
    expect(first).toMatchObject({ status: 200, body: { status: "processing" } });
  });

  test("refuses completed without the bytes in dest/", async () => {
    const { file_id } = await requestTextUpload("not there");
    expectProblem(await update(file_id, "completed"), { status: 409, code: "bytes-not-found" });
  });

  test("refuses every other status for a completed file", async () => {
    const file_id = await completedText("done");
    for (const status of ["uploaded", "processing", "error"])
      expectProblem(await update(file_id, status), { status: 409, code: "transition-not-allowed" });
    expect(await update(file_id, "completed")).toMatchObject({ status: 200 });
  });

  test("refuses any other status and an unknown file", async () => {
    expectProblem(await update(UNKNOWN, "deleted"), { status: 400, code: "invalid-request" });
    expectProblem(await update(UNKNOWN, "error"), { status: 404, code: "file-not-found" });
  });
});
